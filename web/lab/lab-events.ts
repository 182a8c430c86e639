import { windowVisible } from "../page/window-visible.ts";

/** What the control API's stream tells of, as far as the page asks again for it; and that the stream has begun or broken off. */
const TYPES = [
  "target-registered",
  "target-deregistered",
  "target-health",
  "attributes-modified",
  "process",
  "lab",
  "upgrade",
  "tunnel-closed",
  "elb-error",
  "experiment",
  "people",
  "story",
  "open",
  "error",
] as const;

export type LabEvent = (typeof TYPES)[number];

/**
 * The control API's `GET /events`, while somebody looks at this window.
 *
 * A browser has six connections to one host for all its windows, so only one of them keeps the stream and tells the
 * others, by a lock that the next one gets. Where a page gets no locks, which is where it came over plain HTTP from
 * another machine, each window keeps its own.
 */
export function createLabEvents(onEvent: (type: LabEvent) => void) {
  let followed: string | null = null;
  let leave: AbortController | null = null;

  function join(url: string): void {
    leave = new AbortController();
    const { signal } = leave;
    const name = `sticky-rooms: ${url}/events`;
    const channel = new BroadcastChannel(name);
    channel.addEventListener("message", ({ data }) => onEvent(data as LabEvent));
    signal.addEventListener("abort", () => channel.close());

    const tell = (type: LabEvent) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is one origin's.
      channel.postMessage(type);
      onEvent(type);
    };
    const keepStream = () => untilAborted(signal, openStream(url, tell));
    const kept = "locks" in navigator ? navigator.locks.request(name, { signal }, keepStream) : keepStream();
    kept.catch(() => {
      // Another window kept it for as long as this one was looked at.
    });
  }

  function onVisibility(): void {
    leave?.abort();
    leave = null;
    if (followed !== null && windowVisible.is()) join(followed);
  }
  const stopWatching = windowVisible.watch(onVisibility);

  return {
    follow(url: string): void {
      followed = url;
      onVisibility();
    },
    close() {
      stopWatching();
      leave?.abort();
    },
  };
}

function openStream(url: string, tell: (type: LabEvent) => void): EventSource {
  const stream = new EventSource(`${url}/events`);
  for (const type of TYPES) stream.addEventListener(type, () => tell(type));
  return stream;
}

async function untilAborted(signal: AbortSignal, stream: EventSource): Promise<void> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  stream.close();
}
