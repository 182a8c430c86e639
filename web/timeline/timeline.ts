import { computed } from "@preact/signals-core";
import { createChanges } from "../page/changes.ts";

const MESSAGE_RUN_MS = 1_000;

export type TimelineKind =
  | "handshake"
  | "connected"
  | "upgraded"
  | "unknown-session"
  | "connect-error"
  | "disconnected"
  | "retry"
  | "moved"
  | "draining"
  | "joined"
  | "message-out"
  | "message-in"
  | "refused"
  | "lab";

export interface TimelineEntry {
  id: number;
  at: number;
  kind: TimelineKind;
  level: "info" | "good" | "warn" | "error";
  instance: string | null;
  text: string;
  /** For the copied JSON; no message text. */
  detail: Readonly<Record<string, string | number | boolean | null>>;
}

export type NewTimelineEntry = Omit<TimelineEntry, "id" | "at"> & { at?: number };

/** What happened to the connection, bounded: when it is full, messages make way before anything else does. */
export function createTimeline(limit = 500) {
  let entries: TimelineEntry[] = [];
  let dropped = 0;
  let nextId = 1;
  const changes = createChanges();

  const makeRoom = () => {
    if (entries.length <= limit) return;
    const message = entries.findIndex((entry) => entry.kind === "message-in" || entry.kind === "message-out");
    entries.splice(message === -1 || message === entries.length - 1 ? 0 : message, 1);
    dropped++;
  };

  return {
    /** Oldest first; `dropped`: how many are no longer kept. */
    kept: computed(() => {
      changes.watch();
      return { entries: entries.slice(), dropped };
    }),
    /** @returns its id. Messages that come in one after the other within a second are one entry with a count. */
    note({ at = Date.now(), ...fields }: NewTimelineEntry): number {
      changes.touch();
      const entry = { ...fields, at };
      const last = entries.at(-1);
      if (entry.kind === "message-in" && last && isSameRun(last, entry)) {
        const count = Number(last.detail["count"]) + 1;
        entries[entries.length - 1] = {
          ...last,
          text: `${count} messages came in #${String(last.detail["room"])}`,
          detail: { ...last.detail, count },
        };
        return last.id;
      }
      const id = nextId++;
      entries.push({ ...entry, id });
      makeRoom();
      return id;
    },
    /** Changes an entry that is still there: how a message that was sent ended. */
    amend(id: number, change: Partial<NewTimelineEntry>): void {
      const index = entries.findLastIndex((entry) => entry.id === id);
      if (index === -1) return;
      const entry = entries[index]!;
      entries[index] = { ...entry, ...change, detail: { ...entry.detail, ...change.detail } };
      changes.touch();
    },
    clear(): void {
      entries = [];
      dropped = 0;
      changes.touch();
    },
  };
}

export type Timeline = ReturnType<typeof createTimeline>;

function isSameRun(last: TimelineEntry, entry: Omit<TimelineEntry, "id">): boolean {
  return (
    last.kind === "message-in" &&
    last.instance === entry.instance &&
    last.detail["room"] === entry.detail["room"] &&
    entry.at - last.at < MESSAGE_RUN_MS
  );
}
