import { computed, signal, type ReadonlySignal } from "@preact/signals-core";
import type { ConsoleFrame } from "../../protocol/control/console.ts";
import type { ControlError, ControlState } from "../../protocol/control/state.ts";
import { createInstanceColours } from "../instance/instance-colour.ts";
import { addFrame, EMPTY_BOOK } from "./console-book.ts";
import { filterBook } from "./console-filter.ts";

/** Traffic changes counts: they are asked for once in a while. */
const STATE_MS = 1_000;
const RETRY_MS = 2_000;
/** What restarts a copy waits until it has stopped and listens again. */
const ANSWER_MS = 90_000;

export type TargetAction = "deregister" | "kill" | "pause" | "resume" | "restart";

/** Everything the console knows and does, of the control API that serves it. What it knows are signals. */
export function createConsole() {
  const state = signal<ControlState | null>(null);
  const book = signal(EMPTY_BOOK);
  /** What was shown when it was paused; null: it goes on. */
  const held = signal<typeof EMPTY_BOOK | null>(null);
  const filter = signal("");
  const isLost = signal(false);
  /** The newest refusal or outcome, in a sentence. */
  const notice = signal<{ text: string; isBad: boolean } | null>(null);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let wanted = false;
  let askedAt = -Infinity;

  async function refresh(): Promise<void> {
    wanted = false;
    askedAt = performance.now();
    try {
      const response = await fetch("/state", { signal: AbortSignal.timeout(ANSWER_MS) });
      if (!response.ok) throw new Error(`GET /state answers ${response.status}`);
      state.value = (await response.json()) as ControlState;
      isLost.value = false;
    } catch {
      isLost.value = true;
      later(RETRY_MS);
    }
    if (wanted) later(STATE_MS);
  }

  function later(ms: number): void {
    wanted = true;
    timer ??= setTimeout(
      () => {
        timer = null;
        void refresh();
      },
      Math.max(0, ms - (performance.now() - askedAt)),
    );
  }

  const stream = new EventSource("/console/events");
  stream.addEventListener("frame", ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data) as ConsoleFrame;
    book.value = addFrame(book.peek(), frame);
    if (frame.isStateChanged) void refresh();
    else later(STATE_MS);
  });
  stream.addEventListener("error", () => later(RETRY_MS));

  async function call(method: string, path: string, done: string, body?: unknown): Promise<void> {
    try {
      const response = await fetch(path, {
        method,
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = (await response.json().catch(() => null)) as Partial<ControlError> | null;
      notice.value = response.ok
        ? { text: done, isBad: false }
        : { text: answer?.error?.message ?? `${method} ${path} answers ${response.status}`, isBad: true };
    } catch {
      notice.value = { text: "The control API does not answer.", isBad: true };
    }
    void refresh();
  }

  let ids: readonly string[] = [];
  const shown = computed(() => filterBook(held.value ?? book.value, filter.value));
  return {
    state,
    /** Ids of all targets; the same array until there are others. */
    targetIds: computed(() => {
      const now = state.value?.targets.map(({ id }) => id) ?? [];
      if (now.length !== ids.length || now.some((id, index) => id !== ids[index])) ids = now;
      return ids;
    }),
    isLost,
    notice,
    filter: filter as ReadonlySignal<string>,
    filterBy: (text: string) => void (filter.value = text),
    /** What the filter leaves of what passed until now, or until the pause. */
    shown,
    /** How many requests have passed since the pause; null: it is not paused. */
    passedSincePause: computed(() =>
      held.value === null ? null : book.value.totals.requests - held.value.totals.requests,
    ),
    togglePause(): void {
      held.value = held.value === null ? book.value : null;
    },
    /** Attributes of the target group, by ELBv2's names. */
    modify: (attributes: Record<string, string>, done: string) =>
      void call("PATCH", "/target-group/attributes", done, attributes),
    act: (id: string, action: TargetAction, done: string) =>
      void call("POST", `/targets/${encodeURIComponent(id)}/${action}`, done),
    /** What is shown, with the state of the load balancer. */
    async copy(): Promise<void> {
      const { requests, sessions, leftOut, totals } = shown.value;
      const told = { at: new Date().toISOString(), filter: filter.value, totals, leftOut, sessions, requests };
      const text = JSON.stringify({ ...told, state: state.value }, null, 2);
      try {
        await navigator.clipboard.writeText(text);
        notice.value = { text: `Copied ${requests.length} requests and ${sessions.length} sessions.`, isBad: false };
      } catch {
        notice.value = { text: "This browser does not let the page copy.", isBad: true };
      }
    },
    /** Which colour and shape a target has: as on the chat's page for `chat-1`. */
    colour: createInstanceColours({ read: () => null, write: () => {} }),
    close(): void {
      stream.close();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

export type ConsoleModel = ReturnType<typeof createConsole>;
