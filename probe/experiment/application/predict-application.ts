import { percent } from "../../report/words.ts";
import { isReconnection } from "../cell.ts";
import type { Findings, Loss } from "../checker/check-history.ts";
import type { Claim } from "../diagram/cell-section.ts";
import type { Measurements } from "../measure.ts";
import { evenSpread, lossOfSpread } from "../prediction/even-spread.ts";
import type { ApplicationCell } from "./application-cell.ts";

/** What an application promises: each instance has rooms of its own, or all share them; null: it promises nothing. */
export type Claims = "memory" | "shared" | null;

export interface ApplicationCircumstances {
  cell: ApplicationCell;
  claims: Claims;
  people: number;
  rooms: number;
  /** Null: a deployment whose instances nobody counts. */
  instances: number | null;
}

export interface ApplicationPrediction {
  /** Whether sessions come up and stay; null where nobody knows. */
  isUp: boolean | null;
  /** Of messages to people who are in the room: the share that does not arrive; null where chance decides. */
  missingShare: number | null;
  /** The same in words. */
  words: string;
}

/** What a cell must show if the application keeps its promise; null where it makes none. */
export function predictApplication(circumstances: ApplicationCircumstances): ApplicationPrediction | null {
  const { cell, claims, people, rooms, instances } = circumstances;
  if (claims === null) return null;
  const isAlone = instances === 1;
  const isUp =
    cell.stickiness === "as-is" ? null : cell.stickiness === "on" || isAlone || cell.transport === "websocket";
  if (isUp === false) return { isUp, missingShare: null, words: "no lasting sessions" };
  if (claims === "shared") return { isUp, missingShare: 0, words: "nothing missing" };
  if (isAlone) return { isUp, missingShare: 0, words: "nothing missing: one instance" };
  const isPinned = cell.stickiness === "on";
  const nobodyMoves = cell.happening === "nothing" || (isReconnection(cell.happening) && isPinned);
  if (nobodyMoves && isPinned && cell.layout === "one-browser")
    return { isUp, missingShare: 0, words: "nothing missing: one browser" };
  // While some are away the others are not spread evenly.
  if (instances === null || cell.happening !== "nothing" || rooms > 1) {
    return { isUp, missingShare: null, words: "nothing passes between instances" };
  }
  const share = lossOfSpread(evenSpread(people, instances));
  const formula = people % instances === 0 ? `(1 − 1/${instances}) · ${people}/${people - 1} = ` : "";
  return { isUp, missingShare: share, words: `${formula}${percent(share)}` };
}

/** How many of those that were in the room when it was sent did not get it. */
export function missingInRoom({ lost, notReceived }: Findings): Loss[] {
  return [...lost, ...notReceived].filter(({ wasAway }) => !wasAway);
}

export interface ApplicationComparison {
  claims: Claim[];
  verdict: "as-predicted" | "contradicted" | "unknown";
}

/** Lays the promise beside the measurement. What nobody may do, with any promise, is held too. */
export function compareApplication(
  circumstances: ApplicationCircumstances,
  prediction: ApplicationPrediction | null,
  { sessions, crossUser }: Measurements,
  passed: number | null,
): ApplicationComparison {
  const { people, claims: promise } = circumstances;
  const missing = missingInRoom(crossUser);
  const claims: Claim[] = [];
  if (prediction && prediction.isUp !== null) {
    const isUp = sessions.established === people && sessions.lasted === people && sessions.unknownAtArrival === 0;
    claims.push({
      about: "sessions",
      predicted: prediction.isUp ? `all ${people} come up and stay` : "not all come up and stay",
      measured: `${sessions.established} of ${people} in ${sessions.attempts} tries, ${sessions.lasted} lasted, ${sessions.unknown} × “Session ID unknown”`,
      holds: prediction.isUp === isUp,
    });
  }
  if (prediction && prediction.missingShare !== null) {
    const expected = Math.round(prediction.missingShare * crossUser.inRoom);
    claims.push({
      about: "missing",
      predicted: `${prediction.words}, ${expected} of ${crossUser.inRoom}`,
      measured: `${missing.length} of ${crossUser.inRoom}`,
      holds: crossUser.inRoom === 0 ? null : missing.length === expected,
    });
  }
  if (prediction?.isUp !== false && promise === "memory" && passed !== null) {
    const measured = `${passed} deliveries`;
    claims.push({ about: "from one instance to another", predicted: "nothing", measured, holds: passed === 0 });
  }
  const unexplained = missing.filter(({ cause }) => cause === "unexplained").length;
  const wrong = [
    [crossUser.duplicated.length, "twice"],
    [crossUser.strangers.length, "to people outside the room"],
    [crossUser.outOfOrder.length, "in another order than said"],
    [crossUser.phantoms.length, "that was refused"],
    [unexplained, "missing although both were on one instance, or others got through"],
  ] as const;
  const found = wrong.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  claims.push({
    about: "delivery",
    predicted: "nothing twice, out of order, to outsiders, or missing without a cause",
    measured: found.join(", ") || "none of these",
    holds: crossUser.sent.ok + crossUser.sent.unconfirmed === 0 ? null : found.length === 0,
  });
  const isContradicted = claims.some(({ holds }) => holds === false);
  const isExpectedUp = prediction ? prediction.isUp !== false : sessions.established > 0;
  const isUnknown = isExpectedUp && crossUser.verdict === "unknown";
  return { claims, verdict: isContradicted ? "contradicted" : isUnknown ? "unknown" : "as-predicted" };
}
