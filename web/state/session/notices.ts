import { randomId } from "../random-id.ts";
import type { Notice } from "./session-state.ts";

const MAX_NOTICES = 3;
const STAYS_MS = 8_000;

/** Short sentences that come up by themselves, and go again. */
export interface Notices {
  readonly all: readonly Notice[];
  say(tone: Notice["tone"], sentence: string): void;
  dismiss(id: string): void;
  close(): void;
}

export function createNotices(changed: () => void): Notices {
  let all: readonly Notice[] = [];
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const dismiss = (id: string) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    all = all.filter((one) => one.id !== id);
    changed();
  };
  return {
    get all() {
      return all;
    },
    say(tone, sentence) {
      const id = randomId();
      for (const { id: oldest } of all.slice(0, all.length + 1 - MAX_NOTICES)) dismiss(oldest);
      all = [...all, { id, tone, sentence }];
      timers.set(
        id,
        setTimeout(() => dismiss(id), STAYS_MS),
      );
      changed();
    },
    dismiss,
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
