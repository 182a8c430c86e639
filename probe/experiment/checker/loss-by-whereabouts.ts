import type { History } from "../history/history.ts";
import { isExpected } from "./is-expected.ts";
import { readLedger } from "../history/ledger.ts";

/**
 * How many messages between people must be lost, told from where people were and not from what arrived: an instance's
 * message reaches whoever is in its version of the room then or comes (back) to it later, and nobody else.
 */
export function lossByWhereabouts(history: History): number {
  const { visits, messages } = readLedger(history);
  let lost = 0;
  for (const message of messages.values()) {
    const { sender, purpose, outcome, place } = message;
    if (purpose !== "talk" || outcome !== "ok" || !place) continue;
    for (const receiver of history.people) {
      const stays = visits.get(receiver) ?? [];
      if (receiver === sender || !isExpected(message, stays)) continue;
      const hadItAtHand = stays.some(({ roomId, to }) => roomId === place.roomId && (to === null || to > message.to));
      if (!hadItAtHand) lost += 1;
    }
  }
  return lost;
}
