import type { History, HistoryEvent, Outcome, Place } from "./history.ts";

/** A stay of one person in one version of the room; indexes are places in the history's list of events. */
export interface Visit {
  person: string;
  instance: string;
  roomId: string;
  from: number;
  /** Null: still there at the end. */
  to: number | null;
  end: "left" | "dropped" | "unknown-session" | "closed" | null;
  /** What it missed had already been forgotten when it came. */
  gap: boolean;
}

export interface SentMessage {
  id: string;
  sender: string;
  purpose: "talk" | "barrier";
  from: number;
  /** The end of the history for one that never ended. */
  to: number;
  outcome: Outcome;
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

/** Who was where when, what was said, and what arrived: by what people saw, not by what any instance believes. */
export interface Ledger {
  visits: Map<string, Visit[]>;
  messages: Map<string, SentMessage>;
  deliveries: Map<string, Delivery[]>;
  /** Per person: where in the list of events its barriers are. */
  barriers: Map<string, number[]>;
  /** Per person: from asking to join until having left, disconnections included. */
  interests: Map<string, { from: number; to: number | null }[]>;
}

export function readLedger({ people, events }: History): Ledger {
  const visits = new Map(people.map((person): [string, Visit[]] => [person, []]));
  const deliveries = new Map(people.map((person): [string, Delivery[]] => [person, []]));
  const barriers = new Map(people.map((person): [string, number[]] => [person, []]));
  const interests = new Map(people.map((person): [string, { from: number; to: number | null }[]] => [person, []]));
  const messages = new Map<string, SentMessage>();
  const at = new Map<string, { instance: string; recovered: boolean }>();

  const leave = (person: string, index: number, end: Visit["end"]) => {
    const last = visits.get(person)?.at(-1);
    if (last && last.to === null) Object.assign(last, { to: index, end });
  };

  const read: { [T in HistoryEvent["type"]]?: (event: Extract<HistoryEvent, { type: T }>, index: number) => void } = {
    connected({ person, instance, recovered }, index) {
      leave(person, index, "closed");
      at.set(person, { instance, recovered });
      const before = visits.get(person)?.at(-1);
      // Socket.IO has put it back into the room it was in.
      if (recovered && before && before.end !== "left") {
        visits.get(person)?.push({ ...before, instance, from: index, to: null, end: null, gap: false });
      }
    },
    disconnected({ person, why }, index) {
      leave(person, index, why);
      at.delete(person);
    },
    join({ person }, index) {
      const mine = interests.get(person);
      if (mine && mine.at(-1)?.to !== null) mine.push({ from: index, to: null });
    },
    joined({ person, outcome, instance, roomId, gap = false }, index) {
      if (outcome !== "ok" || !roomId) return;
      const last = visits.get(person)?.at(-1);
      // A second join of the same stay only asks again for what it missed.
      if (last?.to === null && last.roomId === roomId) return;
      leave(person, index, "closed");
      const where = instance ?? at.get(person)?.instance ?? "";
      visits.get(person)?.push({ person, instance: where, roomId, from: index, to: null, end: null, gap });
    },
    left({ person, outcome }, index) {
      if (outcome === "fail") return;
      leave(person, index, "left");
      const interest = interests.get(person)?.at(-1);
      if (interest) interest.to ??= index;
    },
    send({ person, message, purpose }, index) {
      const open: SentMessage = {
        id: message,
        sender: person,
        purpose,
        from: index,
        to: events.length,
        outcome: "unknown",
        place: null,
      };
      messages.set(message, open);
    },
    sent({ message, outcome, place }, index) {
      const open = messages.get(message);
      if (open) Object.assign(open, { to: index, outcome, place: place ?? null });
    },
    delivered({ person, message, sender, place, via }, index) {
      deliveries.get(person)?.push({ at: index, person, message, sender, place, via });
    },
    barrier({ person }, index) {
      barriers.get(person)?.push(index);
    },
  };
  for (const [index, event] of events.entries())
    (read[event.type] as ((e: HistoryEvent, i: number) => void) | undefined)?.(event, index);
  return { visits, messages, deliveries, barriers, interests };
}
