import { describe, expect, it } from "vitest";
import { seededRandom } from "../../experiment/seeded-random.ts";
import { chanceOfAtMost, estimateInstances } from "./estimate-instances.ts";

const visitors = (...groups: number[]) => estimateInstances({ method: "visitors", by: "cookies", groups });
const knocks = (...perSession: string[]) =>
  estimateInstances({
    method: "knocks",
    perSession: perSession.map((hits) => Array.from(hits, (hit) => hit === "x")),
  });

describe("how many instances, from visitors", () => {
  it.each([
    { groups: [0, 0, 0, 0, 0, 0, 0, 0, 0], best: 1, most: 1 },
    { groups: [0, 1, 2, 0, 1, 2, 0, 1, 2], best: 3, most: 3 },
    // Not in turn: one more could hide.
    { groups: [0, 0, 1, 2, 1, 0, 2, 1, 0], best: 3, most: 5 },
    { groups: [0, 1, 2, 3, 4, 5], best: 6, most: null },
  ])("$groups: $best, at most $most", ({ groups, best, most }) => {
    expect(visitors(...groups)).toMatchObject({ kind: "counted", best, least: best, most });
  });

  it("the chance to see few of many is right where it can be counted by hand", () => {
    expect(chanceOfAtMost(1, 2, 2)).toBeCloseTo(1 / 2);
    expect(chanceOfAtMost(1, 3, 3)).toBeCloseTo(1 / 9);
    expect(chanceOfAtMost(2, 3, 3)).toBeCloseTo(7 / 9);
    expect(chanceOfAtMost(3, 3, 3)).toBeCloseTo(1);
  });
});

describe("how many instances, from knocks", () => {
  it.each([
    { perSession: ["..x..x..x", "x..x..x.."], best: 3, least: 3, most: 3 },
    { perSession: [".x.x.x.x", "x.x.x.x."], best: 2, least: 2, most: 2 },
    { perSession: ["xxxxxxxx"], best: 1, least: 1, most: 1 },
  ])("$perSession, in strict turn: $best", ({ perSession, ...estimate }) => {
    expect(knocks(...perSession)).toMatchObject({ kind: "estimated", ...estimate });
  });

  it("no hit at all leaves the upper end open", () => {
    expect(knocks("..............................")).toMatchObject({ best: null, most: null });
  });

  it("chance leaves the true number within the range it gives, nearly always", () => {
    const random = seededRandom(7);
    let outside = 0;
    for (let run = 0; run < 200; run += 1) {
      const instances = 2 + (run % 6);
      const perSession = [Array.from({ length: 60 }, () => random.next() < 1 / instances)];
      const { least, most } = estimateInstances({ method: "knocks", perSession });
      if (instances < least || instances > (most ?? Number.POSITIVE_INFINITY)) outside += 1;
    }
    expect(outside).toBeLessThan(20);
  });
});
