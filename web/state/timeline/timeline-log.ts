import type { TimelineEntry, TimelineState } from "./timeline-state.ts";

const MESSAGE_RUN_MS = 1000;

export type NewTimelineEntry = Omit<TimelineEntry, "id">;

export interface TimelineLog {
  /** @returns its id. Messages that come in one after the other within a second are one entry with a count. */
  add(entry: NewTimelineEntry): number;
  /** Changes an entry that is still there: how a message that was sent ended. */
  amend(id: number, change: Partial<NewTimelineEntry>): void;
  clear(): void;
  snapshot(): TimelineState;
}

/** What happened to the connection, bounded: when it is full, messages make way before anything else does. */
export function createTimelineLog(limit = 500): TimelineLog {
  let entries: TimelineEntry[] = [];
  let dropped = 0;
  let nextId = 1;

  const makeRoom = () => {
    if (entries.length <= limit) return;
    const message = entries.findIndex((entry) => entry.kind === "message-in" || entry.kind === "message-out");
    entries.splice(message === -1 || message === entries.length - 1 ? 0 : message, 1);
    dropped++;
  };

  return {
    add(entry) {
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
    amend(id, change) {
      const index = entries.findLastIndex((entry) => entry.id === id);
      if (index === -1) return;
      const entry = entries[index]!;
      entries[index] = { ...entry, ...change, detail: { ...entry.detail, ...change.detail } };
    },
    clear() {
      entries = [];
      dropped = 0;
    },
    snapshot: () => ({ entries: entries.slice(), dropped }),
  };
}

function isSameRun(last: TimelineEntry, entry: NewTimelineEntry): boolean {
  return (
    last.kind === "message-in" &&
    last.instance === entry.instance &&
    last.detail["room"] === entry.detail["room"] &&
    entry.at - last.at < MESSAGE_RUN_MS
  );
}
