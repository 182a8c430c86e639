import type { Ledger, SentMessage, Visit } from "../history/ledger.ts";
import { isOutageToBlame } from "./is-outage-to-blame.ts";

/**
 * Why a message did not reach somebody who was to have it. `unexplained`: all is known, and nothing explains it, which in
 * our chat is a bug. `not known`: an application does not tell who was where. Of somebody's own adapter: what it did not
 * carry to a person who was there, and what a connection that it recovered had missed and was not given.
 */
export const CAUSES = [
  "on another instance with no shared state",
  "unknown session (400)",
  "moved to an instance without the room",
  "instance died",
  "adapter down",
  "not carried by the adapter",
  "recovered without it",
  "offline beyond recovery",
  "not known",
  "unexplained",
] as const;
export type Cause = (typeof CAUSES)[number];

export interface LossCase {
  /** Accepted: it has a place. */
  message: SentMessage & { place: NonNullable<SentMessage["place"]> };
  receiver: string;
  ledger: Ledger;
  /** One room for all instances (Redis), not one in each instance's memory. */
  isShared: boolean;
}

/** The cause of one loss, from what else happened. */
export function causeOfLoss({ message, receiver, ledger, isShared }: LossCase): Cause {
  const { place, from } = message;
  const visits = ledger.visits.get(receiver) ?? [];
  const diedBetween = (instance: string, first: number, last: number) =>
    ledger.deaths.some((death) => death.instance === instance && death.to >= first && death.from <= last);
  const present = visits.find((visit) => visit.from < from && (visit.to === null || visit.to > from));
  const later = visits.filter((visit) => visit.from >= from);
  const back = later[0]?.from ?? Number.POSITIVE_INFINITY;

  if (isShared && isOutageToBlame(message, receiver, ledger)) return "adapter down";
  const withAccess = [present, ...later].filter((visit): visit is Visit => visit?.roomId === place.roomId);
  if (withAccess.some(({ gap }) => gap)) return "offline beyond recovery";

  if (withAccess.length === 0) {
    // The room of that instance was never at hand again.
    const earlier = visits.findLast((visit) => visit.to !== null && visit.to <= from);
    if (present || earlier?.roomId !== place.roomId)
      return isShared ? "unexplained" : "on another instance with no shared state";
    return diedBetween(place.instance, from, back) ? "instance died" : "moved to an instance without the room";
  }

  if (withAccess.some((visit) => mustHaveArrived(visit, message, receiver, ledger))) return "unexplained";
  // It was there, lost its connection before the message arrived, and was never given what that room holds.
  const last = withAccess.at(-1)!;
  const movedOn = visits.some((visit) => visit.from > last.from);
  if (diedBetween(last.instance, last.from, last.to ?? back)) return "instance died";
  if (last.end === "unknown-session") return "unknown session (400)";
  if (movedOn && !isShared) return "moved to an instance without the room";
  return "offline beyond recovery";
}

/**
 * Whether nothing excuses the absence: the stay lasts, or began with an answer that holds the message, or something
 * later arrived in it, which one connection delivers later.
 */
function mustHaveArrived(
  visit: Visit,
  message: LossCase["message"],
  receiver: string,
  { deliveries }: Ledger,
): boolean {
  const { place, to } = message;
  if (visit.to === null || (!visit.recovered && visit.from > to)) return true;
  const end = visit.to;
  return (deliveries.get(receiver) ?? []).some(
    (other) =>
      other.at > visit.from && other.at < end && other.place.roomId === place.roomId && other.place.seq > place.seq,
  );
}
