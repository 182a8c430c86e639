import { randomUUID } from "node:crypto";
import { UserError } from "../../machine/user-error.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { StoryView } from "../../protocol/control/story.ts";

export interface StoryLeaseOptions {
  /** What the lab is like now; called when a story begins. */
  takeSnapshot: () => () => Promise<void>;
  /** How long its stream may be closed. */
  graceMs?: number;
  /** How long, after its page said that it loads itself again. */
  reloadGraceMs?: number;
  onChange: () => void;
}

export type StoryLease = ReturnType<typeof createStoryLease>;

/**
 * Lets one page at a time play with the lab, as long as its event stream is open, and puts the lab back as it was
 * afterwards, however the page ended.
 */
export function createStoryLease({
  takeSnapshot,
  graceMs = 5_000,
  reloadGraceMs = 30_000,
  onChange,
}: StoryLeaseOptions) {
  let story: StoryView | null = null;
  let putBack: () => Promise<void> = async () => {};
  let streams = 0;
  let isReloading = false;
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> | null = null;
  let isClosed = false;

  const find = (id: string): StoryView => {
    if (story?.id !== id) throw new NotFoundError(`there is no story "${id}"; perhaps it has ended`);
    return story;
  };

  function waitForStream(): void {
    clearTimeout(timer);
    if (isClosed) return;
    // Nobody waits for this: what could not be put back is seen in the lab's state.
    timer = setTimeout(() => void end().catch(() => {}), isReloading ? reloadGraceMs : graceMs);
  }

  function end(): Promise<void> {
    clearTimeout(timer);
    ending ??= (async () => {
      story = { ...story!, state: "restoring" };
      onChange();
      try {
        await putBack();
      } finally {
        story = null;
        ending = null;
        onChange();
      }
    })();
    return ending;
  }

  return {
    view: () => story,

    /** @throws {UserError} while somebody plays. */
    begin(): StoryView {
      if (story) {
        const since = new Date(story.startedAt).toTimeString().slice(0, 8);
        throw new UserError(
          story.state === "playing"
            ? `another page plays the story, since ${since}; it ends when that page is closed`
            : "the lab is being put back as it was before the last story; try again in a moment",
        );
      }
      putBack = takeSnapshot();
      streams = 0;
      isReloading = false;
      story = { id: randomUUID(), startedAt: Date.now(), state: "playing" };
      waitForStream();
      onChange();
      return story;
    },

    /** @returns to be called when the stream is closed. */
    hold(id: string): () => void {
      find(id);
      streams += 1;
      isReloading = false;
      clearTimeout(timer);
      return () => {
        if (story?.id !== id || ending) return;
        streams -= 1;
        if (streams === 0) waitForStream();
      };
    },

    /** Its stream is about to be closed, and opened again: a slow computer needs longer for that. */
    reloads(id: string): void {
      find(id);
      isReloading = true;
    },

    /** Resolves when the lab is as it was. */
    async end(id: string): Promise<void> {
      find(id);
      await end();
    },

    /** Puts nothing back: the lab ends, and with it the streams of those who play. */
    close(): void {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
