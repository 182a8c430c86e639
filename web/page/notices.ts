import { signal } from "@preact/signals-core";
import { randomId } from "./random-id.ts";

const MAX_NOTICES = 3;
const STAYS_MS = 8_000;

export interface Notice {
  id: string;
  tone: "good" | "bad";
  sentence: string;
}

/** Short sentences that come up by themselves, and go again; newest last. */
export function createNotices() {
  const all = signal<readonly Notice[]>([]);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const dismiss = (id: string) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    all.value = all.value.filter((one) => one.id !== id);
  };
  return {
    all,
    say(tone: Notice["tone"], sentence: string) {
      const id = randomId();
      for (const { id: oldest } of all.value.slice(0, all.value.length + 1 - MAX_NOTICES)) dismiss(oldest);
      all.value = [...all.value, { id, tone, sentence }];
      timers.set(
        id,
        setTimeout(() => dismiss(id), STAYS_MS),
      );
    },
    dismiss,
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

export type Notices = ReturnType<typeof createNotices>;
