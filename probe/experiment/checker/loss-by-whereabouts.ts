import type { Ledger, Visit } from "../history/ledger.ts";
import { isExpected } from "./is-expected.ts";

export interface Foretold {
  /** `MESSAGE RECEIVER` of what must be lost, and of what may be: its way to the receiver was cut at that moment. */
  certain: Set<string>;
  possible: Set<string>;
}

/**
 * Which messages between people must be lost, computed from the instance each person was on: an instance's message reaches everybody who is in
 * its version of the room then or comes (back) to it later, and nobody else. Of a stay that ended, what came after the
 * last thing that arrived in it may be lost, and nothing before that.
 */
export function lossByWhereabouts(people: readonly string[], ledger: Ledger): Foretold {
  const foretold: Foretold = { certain: new Set(), possible: new Set() };
  const newest = newestOfStays(ledger);
  for (const message of ledger.messages.values()) {
    const { id, sender, purpose, outcome, place, from, to } = message;
    if (purpose !== "talk" || outcome !== "ok" || !place) continue;
    for (const receiver of people) {
      const stays = ledger.visits.get(receiver) ?? [];
      if (receiver === sender || !isExpected(message, stays)) continue;
      const here = stays.filter((stay) => stay.roomId === place.roomId && (stay.to === null || stay.to > from));
      const isGiven = (stay: Visit) => stay.to === null || (!stay.recovered && stay.from > to);
      const isBehind = (stay: Visit) => place.seq < newest.get(stay)!;
      if (here.length === 0) foretold.certain.add(`${id} ${receiver}`);
      else if (!here.some((stay) => isGiven(stay) || isBehind(stay))) foretold.possible.add(`${id} ${receiver}`);
    }
  }
  return foretold;
}

/** The highest number that arrived in each stay; 0 where nothing did. */
function newestOfStays({ visits, deliveries }: Ledger): Map<Visit, number> {
  const newest = new Map<Visit, number>();
  for (const [person, stays] of visits) {
    let next = 0;
    const arrived = deliveries.get(person) ?? [];
    for (const stay of stays) {
      newest.set(stay, 0);
      while (next < arrived.length && arrived[next]!.at < stay.from) next += 1;
      for (let at = next; at < arrived.length && (stay.to === null || arrived[at]!.at < stay.to); at += 1) {
        const { place } = arrived[at]!;
        if (place.roomId === stay.roomId) newest.set(stay, Math.max(newest.get(stay)!, place.seq));
      }
    }
  }
  return newest;
}
