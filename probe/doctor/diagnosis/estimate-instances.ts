import type { InstanceEvidence } from "../evidence.ts";

export interface InstanceEstimate {
  /** Counted: so many were seen, and there may be more. Estimated: from a frequency. */
  kind: "counted" | "estimated";
  /** The likeliest number; null when not even a guess is possible. */
  best: number | null;
  /** With 95 % confidence, if all instances get equal shares; `most` null: no upper end. */
  least: number;
  most: number | null;
  /** How it was found out, and how sure that is: one sentence. */
  method: string;
}

/** What chance may do to a figure before it is taken for impossible: 1 in 20, on each side 1 in 40. */
const DOUBT = 0.05;
/** Who answers from more places than this is not counted but called many. */
const MANY = 200;

export function estimateInstances(evidence: InstanceEvidence): InstanceEstimate {
  return evidence.method === "visitors" ? fromVisitors(evidence) : fromKnocks(evidence.perSession);
}

function fromVisitors({ groups }: Extract<InstanceEvidence, { method: "visitors" }>): InstanceEstimate {
  const distinct = new Set(groups).size;
  const what = `${groups.length} visitors came to ${distinct} of them, told apart by asking each for the others' sessions`;
  if (isDealtInTurn(groups, distinct)) {
    return {
      kind: "counted",
      best: distinct,
      least: distinct,
      most: distinct,
      method: `${what}; they were dealt in strict turn`,
    };
  }
  let most: number | null = distinct;
  while (most !== null && chanceOfAtMost(distinct, groups.length, most + 1) > DOUBT) {
    most = most < MANY ? most + 1 : null;
  }
  const unseen = distinct === most ? "one more would hardly have escaped them" : "some may have escaped them by chance";
  return { kind: "counted", best: distinct, least: distinct, most, method: `${what}; ${unseen}` };
}

/** Whether the visitors went round all instances in one and the same order, at least three times. */
function isDealtInTurn(groups: readonly number[], distinct: number): boolean {
  return (
    distinct > 1 &&
    groups.length >= distinct * 3 &&
    groups.every((group, index) => index < distinct || group === groups[index - distinct])
  );
}

/** The chance that so many visitors, each sent to one of `instances` at random, see at most `distinct` of them. */
export function chanceOfAtMost(distinct: number, visitors: number, instances: number): number {
  // chances[seen]: that so many are seen after the visitors so far.
  let chances = [1, ...Array.from({ length: instances }, () => 0)];
  for (let visitor = 0; visitor < visitors; visitor += 1) {
    chances = chances.map(
      (chance, seen) => (chance * seen) / instances + ((chances[seen - 1] ?? 0) * (instances - seen + 1)) / instances,
    );
  }
  return chances.slice(0, distinct + 1).reduce((sum, chance) => sum + chance, 0);
}

function fromKnocks(perSession: readonly boolean[][]): InstanceEstimate {
  const knocks = perSession.flat();
  const hits = knocks.filter(Boolean).length;
  const what = `of ${knocks.length} requests without cookies ${hits} happened to reach the instance that had the session`;
  const period = periodOf(perSession);
  if (period !== null) {
    return {
      kind: "estimated",
      best: period,
      least: period,
      most: period,
      method: `${what}: in strict turn, each ${ordinal(period)} one`,
    };
  }
  const isPossible = (instances: number) => {
    const below = chanceOfHits(knocks.length, 1 / instances, (count) => count <= hits);
    const above = chanceOfHits(knocks.length, 1 / instances, (count) => count >= hits);
    return Math.min(below, above) > DOUBT / 2;
  };
  let least = 1;
  while (least < MANY && !isPossible(least)) least += 1;
  let most: number | null = least;
  while (most !== null && isPossible(most + 1)) most = most < MANY ? most + 1 : null;
  return {
    kind: "estimated",
    best: hits === 0 ? null : Math.max(1, Math.round(knocks.length / hits)),
    least,
    most,
    method: `${what}, which of N equal instances one in N does`,
  };
}

/** N when in every session each Nth request was a hit and no other; null when it is not so. */
function periodOf(perSession: readonly boolean[][]): number | null {
  const gaps = new Set<number>();
  for (const hits of perSession) {
    const places = hits.flatMap((isHit, index) => (isHit ? [index] : []));
    if (places.length < 3) return null;
    for (const [index, place] of places.slice(1).entries()) gaps.add(place - places[index]!);
  }
  const [gap] = gaps;
  return gaps.size === 1 && gap !== undefined ? gap : null;
}

function chanceOfHits(trials: number, chance: number, counts: (hits: number) => boolean): number {
  let sum = 0;
  let logChoose = 0;
  for (let hits = 0; hits <= trials; hits += 1) {
    if (hits > 0) logChoose += Math.log((trials - hits + 1) / hits);
    if (!counts(hits)) continue;
    const misses = trials - hits;
    sum += Math.exp(logChoose + hits * Math.log(chance) + (misses === 0 ? 0 : misses * Math.log1p(-chance)));
  }
  return sum;
}

function ordinal(count: number): string {
  return ["", "", "second", "third", "fourth", "fifth", "sixth"][count] ?? `${count}th`;
}
