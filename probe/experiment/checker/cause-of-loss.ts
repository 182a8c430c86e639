import type { HistoryEvent } from "../history/history.ts";
import type { SentMessage, Visit } from "../history/ledger.ts";

/** Why an accepted message did not reach somebody who was to have it; `unexplained` is a bug of ours. */
export const CAUSES = [
  "on another instance with no shared state",
  "unknown session (400)",
  "moved to an instance without the room",
  "instance died",
  "adapter down",
  "offline beyond recovery",
  "unexplained",
] as const;
export type Cause = (typeof CAUSES)[number];

export interface LossCase {
  /** Accepted: it has a place. */
  message: SentMessage & { place: NonNullable<SentMessage["place"]> };
  /** All stays of the person who did not get it, in order. */
  visits: readonly Visit[];
  events: readonly HistoryEvent[];
  /** One room for all instances (Redis), not one in each instance's memory. */
  isShared: boolean;
}

/** The cause of one loss, from what else happened. */
export function causeOfLoss({ message, visits, events, isShared }: LossCase): Cause {
  const { place, from, to } = message;
  const within = (first: number, last: number, matches: (event: HistoryEvent) => boolean) =>
    events.slice(Math.max(0, first), last + 1).some(matches);
  const diedBefore = (instance: string, first: number, last: number) =>
    within(
      first,
      last,
      (event) => event.type === "instance" && event.instance === instance && ["killed", "stopped"].includes(event.what),
    );

  const present = visits.find((visit) => visit.from < from && (visit.to === null || visit.to > from));
  const earlier = visits.findLast((visit) => visit.to !== null && visit.to <= from);
  const later = visits.filter((visit) => visit.from >= from && visit !== present);
  const withAccess = [present, ...later].filter((visit) => visit?.roomId === place.roomId);

  if (isShared && adapterWasDown(events, from, later[0]?.from ?? events.length - 1)) return "adapter down";
  if (withAccess.some((visit) => visit?.gap)) return "offline beyond recovery";

  if (withAccess.length === 0) {
    // The room of that instance was never at hand again.
    if (present || earlier?.roomId !== place.roomId)
      return isShared ? "unexplained" : "on another instance with no shared state";
    const back = later[0]?.from ?? events.length - 1;
    return diedBefore(place.instance, to, back) ? "instance died" : "moved to an instance without the room";
  }

  if (present?.roomId !== place.roomId || present.to === null || later.some((visit) => visit.roomId === place.roomId)) {
    return "unexplained";
  }
  // It was there, lost its connection before the message arrived, and never came back to this room.
  if (diedBefore(present.instance, present.from, present.to)) return "instance died";
  if (present.end === "unknown-session") return "unknown session (400)";
  if (later.length > 0 && !isShared) return "moved to an instance without the room";
  return "offline beyond recovery";
}

/** Whether the instances could not reach one another at some time between two events. */
function adapterWasDown(events: readonly HistoryEvent[], first: number, last: number): boolean {
  let isDown = false;
  for (const [index, event] of events.entries()) {
    if (index > last) break;
    if (event.type === "adapter") isDown = event.what === "down";
    if (isDown && index >= first) return true;
  }
  return isDown;
}
