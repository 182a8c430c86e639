import type { History } from "./history.ts";
import { readLedger } from "./ledger.ts";

/**
 * How many messages between people must be lost, told from where people were and not from what arrived: an instance's
 * message reaches whoever is in its version of the room then or comes (back) to it later, and nobody else.
 */
export function lossByWhereabouts(history: History): number {
  const { visits, messages } = readLedger(history);
  let lost = 0;
  for (const { sender, purpose, outcome, place, from, to } of messages.values()) {
    if (purpose !== "talk" || outcome !== "ok" || !place) continue;
    for (const receiver of history.people) {
      const stays = visits.get(receiver) ?? [];
      const since = stays.filter((stay) => stay.to === null || stay.to > to);
      const wasIn = stays.some((stay) => stay.from < from);
      if (receiver === sender || !wasIn || since.length === 0) continue;
      if (!since.some(({ roomId }) => roomId === place.roomId)) lost += 1;
    }
  }
  return lost;
}
