import type { SentMessage } from "../history/ledger.ts";

/**
 * The ids of accepted messages whose number cannot be right: it is another's too, or it is lower than the number of a
 * message that had been accepted before this one was said. One order, then, in which everyone's sending fits.
 */
export function findMisplaced(messages: Iterable<SentMessage>): string[] {
  const rooms = new Map<string, { id: string; seq: number; from: number; to: number }[]>();
  for (const { id, from, to, outcome, place } of messages) {
    if (outcome !== "ok" || !place) continue;
    const room = rooms.get(place.roomId) ?? [];
    rooms.set(place.roomId, room);
    room.push({ id, seq: place.seq, from, to });
  }
  return [...rooms.values()].flatMap((room) => {
    const misplaced: string[] = [];
    let above = { seq: Number.POSITIVE_INFINITY, answered: Number.POSITIVE_INFINITY };
    for (const { id, seq, from, to } of room.sort((a, b) => b.seq - a.seq)) {
      if (seq === above.seq || above.answered < from) misplaced.push(id);
      above = { seq, answered: Math.min(above.answered, to) };
    }
    return misplaced.toReversed();
  });
}
