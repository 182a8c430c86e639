import type { SentMessage, Visit } from "../history/ledger.ts";

/**
 * Whether somebody with these stays was to have an accepted message: in the room when it was accepted, or in it before
 * and back later. A newcomer and who has left need not know it.
 */
export function isExpected(message: SentMessage, visits: readonly Visit[]): boolean {
  if (visits.some(({ from, to }) => from < message.from && (to === null || to > message.to))) return true;
  const before = visits.findLast(({ from }) => from < message.from);
  if (!before || before.end === "left") return false;
  return visits.some(({ from }) => from > before.from);
}
