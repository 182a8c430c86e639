import { checkHistory, type Findings } from "./checker/check-history.ts";
import type { History, HistoryEvent } from "./history/history.ts";
import { lossByWhereabouts } from "./checker/loss-by-whereabouts.ts";
import { readLedger, type Ledger } from "./history/ledger.ts";

type EventOf<T extends HistoryEvent["type"]> = Extract<HistoryEvent, { type: T }>;

/** The figures of one cell, all of them read from its history. */
export interface Measurements {
  sessions: {
    /** People in the room when the first talk began. */
    established: number;
    /** Of them, those whose connection lasted until something was done to it. */
    lasted: number;
    /** Tries at a session before the first talk. */
    attempts: number;
    /** `Session ID unknown` (400): before the first talk, and in all. */
    unknownAtArrival: number;
    unknown: number;
    /** Milliseconds to connect: the median and the most; null when nobody did. */
    connectMs: { median: number; most: number } | null;
  };
  /** Where people were at the first talk, most people first. */
  spread: { instance: string; people: number }[];
  returns: {
    /** People who lost a connection in the room and came back. */
    people: number;
    sameInstance: number;
    recovered: number;
    /** Those who found all that they had said before at the place they came back to. */
    ownHistory: number;
  };
  /** The room as the instances see it at the end. */
  membership: {
    versions: number;
    agree: boolean;
    /** People whom an instance still counts in because it does not know yet that their session broke (400). */
    ghosts: number;
    /** Nobody else is counted in who is not there, and nobody who is there is missing. */
    right: boolean;
  };
  crossUser: Findings;
  /** Going by who was on which instance when: how many messages had to be lost, and how many more could be. */
  foretold: {
    certain: number;
    possible: number;
    /** How many were lost that are among neither, and how many arrived that had to be lost. */
    surprising: number;
    escaped: number;
  };
}

export function measure(history: History): Measurements {
  const { events } = history;
  const talk = events.findIndex((event) => event.type === "phase" && event.name === "talk");
  const arrival = talk < 0 ? events : events.slice(0, talk);
  const next = events.findIndex((event, index) => event.type === "phase" && index > talk);
  const firstTalk = events.slice(Math.max(talk, 0), next < 0 || talk < 0 ? events.length : next);
  const ledger = readLedger(history);
  const { visits } = ledger;

  const there = history.people.flatMap((person) => {
    const visit = visits.get(person)?.find(({ from, to }) => from < talk && (to === null || to > talk));
    return visit ? [visit] : [];
  });
  const gone = new Set(of(firstTalk, "disconnected").map(({ person }) => person));
  const times = of(arrival, "connected").map(({ milliseconds }) => milliseconds);
  const crossUser = checkHistory(history, ledger);
  const isUnknown = ({ unknownSession }: EventOf<"http-error">) => unknownSession;
  return {
    sessions: {
      established: there.length,
      lasted: there.filter(({ person }) => !gone.has(person)).length,
      attempts: of(arrival, "attempt").length,
      unknownAtArrival: of(arrival, "http-error").filter(isUnknown).length,
      unknown: of(events, "http-error").filter(isUnknown).length,
      connectMs: times.length > 0 ? { median: median(times), most: Math.max(...times) } : null,
    },
    spread: spreadOf(there.map(({ instance }) => instance)),
    returns: returnsOf(history, ledger),
    membership: membershipOf(history, ledger),
    crossUser,
    foretold: foretoldOf(history, ledger, crossUser),
  };
}

function of<T extends HistoryEvent["type"]>(events: readonly HistoryEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function spreadOf(instances: readonly string[]): Measurements["spread"] {
  const counts = new Map<string, number>();
  for (const instance of instances) counts.set(instance, (counts.get(instance) ?? 0) + 1);
  return [...counts]
    .map(([instance, people]) => ({ instance, people }))
    .sort((a, b) => b.people - a.people || a.instance.localeCompare(b.instance, "en", { numeric: true }));
}

function returnsOf(history: History, { visits }: Ledger): Measurements["returns"] {
  const histories = new Map(of(history.events, "own-history").map((check) => [check.person, check]));
  const talk = history.events.findIndex((event) => event.type === "phase" && event.name === "talk");
  const returned = history.people.flatMap((person) => {
    const mine = visits.get(person) ?? [];
    const lost = mine.findIndex(({ end, to }) => end !== null && end !== "left" && (to ?? 0) > talk);
    // It may have been thrown out again on its way back: what counts is where it came to in the end, and whether the
    // session that it had lost was recovered, not one that it made on the way.
    const [before, back, after] = [mine[lost], mine[lost + 1], mine.at(-1)];
    if (!before || !back || !after) return [];
    const connected = history.events
      .slice(before.to ?? 0, back.from + 1)
      .findLast((event) => event.type === "connected" && event.person === person);
    const check = histories.get(person);
    return [
      {
        same: before.instance === after.instance && before.roomId === after.roomId,
        recovered: connected?.type === "connected" && connected.recovered,
        whole: check !== undefined && check.found === check.said,
      },
    ];
  });
  return {
    people: returned.length,
    sameInstance: returned.filter(({ same }) => same).length,
    recovered: returned.filter(({ recovered }) => recovered).length,
    ownHistory: returned.filter(({ whole }) => whole).length,
  };
}

function foretoldOf({ people }: History, ledger: Ledger, { lost }: Findings): Measurements["foretold"] {
  const { certain, possible } = lossByWhereabouts(people, ledger);
  const pairs = new Set(lost.map(({ message, receiver }) => `${message} ${receiver}`));
  const surprising = [...pairs].filter((pair) => !certain.has(pair) && !possible.has(pair)).length;
  const escaped = [...certain].filter((pair) => {
    const [message = "", receiver = ""] = pair.split(" ");
    return ledger.arrivals.get(receiver)?.has(message);
  }).length;
  return { certain: certain.size, possible: possible.size, surprising, escaped };
}

/** Compares what the instances say at the end with where the people are by the ledger. */
function membershipOf(history: History, { visits }: Ledger): Measurements["membership"] {
  const present = history.people.flatMap((person) => {
    const last = visits.get(person)?.at(-1);
    return last && last.to === null ? [last] : [];
  });
  const sightings = of(history.events, "sighting").filter(({ members }) => members.length > 0);
  const versions = new Map(sightings.map((sighting) => [sighting.roomId, sighting.members.join("\n")]));
  const broke = new Set(
    of(history.events, "http-error").flatMap((event) => (event.unknownSession ? [event.person] : [])),
  );
  const ghosts = new Set<string>();
  const right = sightings.every(({ roomId, members }) => {
    const here = present.filter((visit) => visit.roomId === roomId).map(({ person }) => person);
    const others = members.filter((name) => !here.includes(name));
    for (const name of others) if (broke.has(name)) ghosts.add(`${roomId} ${name}`);
    return here.every((name) => members.includes(name)) && others.every((name) => broke.has(name));
  });
  const reported = new Set(sightings.flatMap(({ members }) => members));
  const everyone = present.every(({ person }) => reported.has(person));
  return { versions: versions.size, agree: versions.size <= 1, ghosts: ghosts.size, right: right && everyone };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
