import type { Outcome, Place } from "../../../people/person-event.ts";
import type { History, HistoryEvent } from "./history.ts";

/** A stay of one person in one version of the room; indexes are places in the history's list of events. */
export interface Visit {
  person: string;
  /** Empty: not known. */
  instance: string;
  roomId: string;
  from: number;
  /** Null: still there at the end. */
  to: number | null;
  end: "left" | "dropped" | "unknown-session" | "closed" | null;
  /** What it missed had already been forgotten when it came. */
  gap: boolean;
  /** It came by a recovered connection: what it missed is sent after it, not given with an answer. */
  recovered: boolean;
}

export interface SentMessage {
  id: string;
  sender: string;
  purpose: "talk" | "barrier";
  from: number;
  /** The end of the history for one that never ended. */
  to: number;
  outcome: Outcome | "unconfirmed";
  place: Place | null;
}

export interface Delivery {
  at: number;
  person: string;
  message: string;
  sender: string;
  place: Place;
  via: "live" | "history";
}

interface Span {
  from: number;
  to: number | null;
}

/** Who was where when, what was said, and what arrived: by what people saw, not by what any instance believes. */
export interface Ledger {
  visits: Map<string, Visit[]>;
  messages: Map<string, SentMessage>;
  deliveries: Map<string, Delivery[]>;
  /** Per person: the first delivery of each message. */
  arrivals: Map<string, Map<string, Delivery>>;
  /** Per person: where in the list of events its barriers are. */
  barriers: Map<string, number[]>;
  /** Per person: from asking to join until having left, disconnections included. */
  interests: Map<string, Span[]>;
  /** Between which events an instance lost its memory. */
  deaths: { instance: string; from: number; to: number }[];
  /** When the instances could not reach one another. */
  outages: Span[];
}

export function readLedger({ people, events }: History): Ledger {
  const each = <T>(make: () => T) => new Map(people.map((person): [string, T] => [person, make()]));
  const ledger: Ledger = {
    visits: each(() => []),
    messages: new Map(),
    deliveries: each(() => []),
    arrivals: each(() => new Map<string, Delivery>()),
    barriers: each(() => []),
    interests: each(() => []),
    deaths: [],
    outages: [],
  };
  const { visits, messages, deliveries, arrivals, barriers, interests, deaths, outages } = ledger;
  const at = new Map<string, string>();
  /** Where each person was dropped last. */
  const dropped = new Map<string, number>();

  const leave = (person: string, index: number, end: Visit["end"]) => {
    const last = visits.get(person)?.at(-1);
    if (last && last.to === null) Object.assign(last, { to: index, end });
  };

  const read: { [T in HistoryEvent["type"]]?: (event: Extract<HistoryEvent, { type: T }>, index: number) => void } = {
    connected({ person, instance, recovered }, index) {
      leave(person, index, "closed");
      at.set(person, instance);
      const before = visits.get(person)?.at(-1);
      // Socket.IO has put it back into the room that it was in when it was dropped.
      if (recovered && before && before.to === dropped.get(person)) {
        visits.get(person)?.push({ ...before, instance, from: index, to: null, end: null, gap: false, recovered });
      }
    },
    disconnected({ person, why }, index) {
      leave(person, index, why);
      at.delete(person);
      dropped.set(person, index);
    },
    "turned-away"({ person }, index) {
      leave(person, index, "closed");
      // It may come with what a recovered connection missed, before the connection itself is known.
      dropped.delete(person);
    },
    join({ person }, index) {
      const mine = interests.get(person);
      if (mine && mine.at(-1)?.to !== null) mine.push({ from: index, to: null });
    },
    joined({ person, outcome, instance, roomId, gap = false }, index) {
      if (outcome !== "ok" || !roomId) return;
      const last = visits.get(person)?.at(-1);
      // A second join of the same stay only asks again for what it missed.
      if (last?.to === null && last.roomId === roomId) {
        last.gap ||= gap;
        last.instance ||= instance ?? "";
        return;
      }
      leave(person, index, "closed");
      const where = instance ?? at.get(person) ?? "";
      const stay = { person, instance: where, roomId, from: index, to: null, end: null, gap, recovered: false };
      visits.get(person)?.push(stay);
    },
    left({ person, outcome }, index) {
      if (outcome === "fail") return;
      leave(person, index, "left");
      const interest = interests.get(person)?.at(-1);
      if (interest) interest.to ??= index;
    },
    send({ person, message, purpose }, index) {
      const open = { id: message, sender: person, purpose, from: index, to: events.length };
      messages.set(message, { ...open, outcome: "unknown", place: null });
    },
    // Of one that was tried again the last answer counts.
    sent({ message, outcome, place }, index) {
      const open = messages.get(message);
      if (open) Object.assign(open, { to: index, outcome, place: place ?? null });
    },
    delivered({ person, message, sender, place, via }, index) {
      const delivery = { at: index, person, message, sender, place, via };
      deliveries.get(person)?.push(delivery);
      const mine = arrivals.get(person);
      if (!mine?.has(message)) mine?.set(message, delivery);
    },
    barrier({ person }, index) {
      barriers.get(person)?.push(index);
    },
    instance({ instance, what }, index) {
      if (what === "killed" || what === "draining") deaths.push({ instance, from: index, to: index });
      const last = deaths.findLast((death) => death.instance === instance);
      if (what === "stopped" && last) last.to = index;
    },
    adapter({ what }, index) {
      const last = outages.at(-1);
      if (what === "down" && last?.to !== null) outages.push({ from: index, to: null });
      if (what === "up" && last) last.to ??= index;
    },
  };
  for (const [index, event] of events.entries())
    (read[event.type] as ((e: HistoryEvent, i: number) => void) | undefined)?.(event, index);
  return ledger;
}
