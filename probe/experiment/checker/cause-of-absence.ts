import type { Place } from "../../../people/person-event.ts";
import type { Ledger, SentMessage } from "../history/ledger.ts";
import type { Cause } from "./cause-of-loss.ts";

/**
 * Why somebody's application did not deliver a message to somebody who was to have it: from where both were, as far as
 * the application tells, and from what else arrived. Of an application nothing is assumed: neither a store nor a replay.
 */
export function causeOfAbsence(message: SentMessage & { place: Place }, receiver: string, ledger: Ledger): Cause {
  const { place, from } = message;
  const visits = (ledger.visits.get(receiver) ?? []).filter(({ roomId }) => roomId === place.roomId);
  const present = visits.find((visit) => visit.from < from && (visit.to === null || visit.to > from));
  const diedIn = (instance: string, first: number, last: number) =>
    ledger.deaths.some((death) => death.instance === instance && death.to >= first && death.from <= last);

  const stay = present ?? visits.findLast(({ to }) => to !== null && to <= from);
  const arrivedLater = (ledger.deliveries.get(receiver) ?? []).some(
    ({ at, sender, place: where }) =>
      stay &&
      at > stay.from &&
      (stay.to === null || at < stay.to) &&
      sender === message.sender &&
      where.seq > place.seq,
  );
  // It was away, or its connection ended before what this sender said next had arrived.
  if (stay && stay.to !== null && !arrivedLater) {
    const back = visits.find((visit) => visit.from > stay.to!)?.from ?? Number.POSITIVE_INFINITY;
    if (present && stay.instance !== "" && place.instance !== "" && stay.instance !== place.instance) {
      if (!hasPassed(place.instance, stay.instance, ledger)) return "on another instance with no shared state";
    }
    if (diedIn(stay.instance, stay.from, back)) return "instance died";
    return stay.end === "unknown-session" ? "unknown session (400)" : "offline beyond recovery";
  }
  if (!stay || stay.instance === "" || place.instance === "") return "not known";
  if (stay.instance === place.instance || hasPassed(place.instance, stay.instance, ledger)) return "unexplained";
  return "on another instance with no shared state";
}

/** Whether anything said on one instance ever reached somebody who was on the other one. */
function hasPassed(from: string, to: string, { deliveries, visits }: Ledger): boolean {
  return [...deliveries].some(([person, mine]) =>
    mine.some(({ at, place }) => {
      if (place.instance !== from) return false;
      const stay = visits.get(person)?.find((visit) => visit.from < at && (visit.to === null || visit.to > at));
      return stay?.instance === to;
    }),
  );
}
