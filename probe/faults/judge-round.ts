import { CAUSES, type Cause } from "../experiment/checker/cause-of-loss.ts";
import type { History } from "../experiment/history/history.ts";
import { measure, type Measurements } from "../experiment/measure.ts";

export interface RoundFigures {
  sent: { ok: number; fail: number; unknown: number };
  /** Accepted messages × people who were to have them. */
  expected: number;
  lost: number;
  causes: Partial<Record<Cause, number>>;
  /** What had to be lost, computed from the instance each person was on, and what more could be, since its way was cut at that moment. */
  foretold: { certain: number; possible: number };
  /** Connections that broke, and those that were recovered. */
  broken: number;
  recovered: number;
  /** `Session ID unknown` (400). */
  unknownSessions: number;
  /** Packets that came twice, and numbers that stayed out until they were asked for: neither is seen on a page. */
  repeats: number;
  holes: number;
  /** Milliseconds that somebody was out of the room at a stretch: the median and the most. */
  awayMs: { median: number; most: number } | null;
}

export interface RoundJudgement {
  verdict: "valid" | "invalid" | "unknown";
  /** What must not be, in words; empty when all holds. */
  violations: string[];
  figures: RoundFigures;
}

/**
 * Judges what happened while things failed. In shared state nothing that was accepted may be lost to anybody, for any
 * cause; in memory, exactly what is predicted from the instance each person was on. In both: nothing twice, one order,
 * nothing from nowhere.
 */
export function judgeRound(history: History): RoundJudgement {
  const measured = measure(history);
  const { crossUser, foretold, membership } = measured;
  const isShared = history.store !== "memory";
  const count = (number: number, what: string) => (number > 0 ? [`${number} ${what}`] : []);
  const absent = history.people.filter((person) => !isThere(history, person));
  const versions = new Set(history.events.flatMap((event) => (event.type === "delivered" ? [event.place.roomId] : [])))
    .size;

  const violations = [
    ...crossUser.reasons.filter(() => crossUser.verdict === "invalid"),
    ...count(crossUser.late.length, "came after a barrier"),
    ...(isShared
      ? count(crossUser.lost.length, "lost although the room outlives its instances")
      : [
          ...count(foretold.surprising, "lost that nothing foretold"),
          ...count(foretold.escaped, "arrived that had no way to"),
        ]),
    ...(isShared && versions > 1 ? [`${versions} versions of one room`] : []),
    ...(membership.right && membership.ghosts === 0 && (!isShared || membership.agree)
      ? []
      : ["the instances have others in the room than are there"]),
  ];
  const doubts = [
    ...(absent.length > 0 ? [`${absent.join(", ")} did not come back in time`] : []),
    ...count(crossUser.undetermined.length, "may still have been on their way"),
    ...(crossUser.sent.ok === 0 ? ["no message was accepted"] : []),
  ];
  return {
    verdict: violations.length > 0 ? "invalid" : doubts.length > 0 ? "unknown" : "valid",
    violations: [...violations, ...doubts],
    figures: figuresOf(history, measured),
  };
}

/** In the room at the end, and everything for this person has arrived. */
function isThere({ events }: History, person: string): boolean {
  const last = events.findLast(
    (event) => (event.type === "barrier" || event.type === "disconnected") && event.person === person,
  );
  return last?.type === "barrier";
}

function figuresOf(history: History, { crossUser, foretold, sessions }: Measurements): RoundFigures {
  const number = (type: string) => history.events.filter((event) => event.type === type).length;
  const causes = CAUSES.map((cause) => [cause, crossUser.lost.filter((loss) => loss.cause === cause).length] as const);
  return {
    sent: crossUser.sent,
    expected: crossUser.expected,
    lost: crossUser.lost.length,
    causes: Object.fromEntries(causes.filter(([, count]) => count > 0)),
    foretold: { certain: foretold.certain, possible: foretold.possible },
    broken: number("disconnected"),
    recovered: history.events.filter((event) => event.type === "connected" && event.recovered).length,
    unknownSessions: sessions.unknown,
    repeats: crossUser.repeats,
    holes: crossUser.holes,
    awayMs: awayOf(history),
  };
}

function awayOf({ people, events }: History): RoundFigures["awayMs"] {
  const times = people.flatMap((person) => {
    const mine: number[] = [];
    let since: number | null = null;
    for (const event of events) {
      if (!("person" in event) || event.person !== person) continue;
      if (event.type === "disconnected") since ??= event.at;
      const isBack =
        (event.type === "joined" && event.outcome === "ok") || (event.type === "connected" && event.recovered);
      if (!isBack || since === null) continue;
      mine.push(event.at - since);
      since = null;
    }
    return mine;
  });
  if (times.length === 0) return null;
  const sorted = times.sort((a, b) => a - b);
  return { median: Math.round(sorted[Math.floor(sorted.length / 2)]!), most: Math.round(sorted.at(-1)!) };
}
