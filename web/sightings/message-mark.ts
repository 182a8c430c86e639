import type { Sighting } from "./sightings-book.ts";

/** Another instance of one shared room gets a message a moment later. */
const IN_FLIGHT_MS = 2000;

/** `unknown`: not asked since, silent, or older than what it reports. */
export type Holds = "yes" | "no" | "unknown";

export interface MarkedMessage {
  id: string;
  /** Null while it is not accepted. */
  roomId: string | null;
  seq: number | null;
  /** When this window got it. */
  receivedAt: number;
}

/** Whether an instance that does not serve me holds a message, by what it said last. `firstSeq`: see `firstSeqOf`. */
export function messageMark(
  message: MarkedMessage,
  sighting: Sighting | undefined,
  silent: boolean,
  firstSeq: number | null,
): Holds {
  if (!sighting || silent) return "unknown";
  if (sighting.room?.ids.has(message.id)) return "yes";
  if (message.roomId === null) return "unknown";
  const { room } = sighting;
  if (room && room.report.id !== message.roomId) return "no";
  if (message.receivedAt >= sighting.askedAt - IN_FLIGHT_MS) return "unknown";
  if (!room) return "no";
  // It tells of its newest messages only, and this one may be older.
  const isCut = room.report.messageCount > room.report.messageIds.length;
  return isCut && (firstSeq === null || (message.seq ?? 0) < firstSeq) ? "unknown" : "no";
}

/** The number of the oldest message that a report tells of, found by one that this window holds as well. */
export function firstSeqOf(messageIds: readonly string[], seqOf: (id: string) => number | undefined): number | null {
  for (const [index, id] of messageIds.entries()) {
    const seq = seqOf(id);
    if (seq !== undefined) return seq - index;
  }
  return null;
}
