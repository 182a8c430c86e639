import { describe, expect, it } from "vitest";
import { createChooser, type Algorithm } from "./choose-target.ts";

const targets = (...outstanding: number[]) =>
  outstanding.map((count, index) => ({ id: "ABC"[index], outstanding: count }));
const choices = (algorithm: Algorithm, of: ReturnType<typeof targets>, times: number, random?: () => number) => {
  const chooser = createChooser(random);
  return Array.from({ length: times }, () => chooser.choose(of, algorithm).id).join("");
};

describe("round robin (R3.2)", () => {
  it("goes round, regardless of what is outstanding", () => {
    expect(choices("round_robin", targets(9, 0, 5), 7)).toBe("ABCABCA");
  });

  it("stays within the targets when one drops out", () => {
    const chooser = createChooser();
    chooser.choose(targets(0, 0, 0), "round_robin");
    chooser.choose(targets(0, 0, 0), "round_robin");
    expect(["A", "B"]).toContain(chooser.choose(targets(0, 0), "round_robin").id);
  });

  it("belongs to the node: two nodes start alike (R3.3)", () => {
    const [first, second] = [createChooser(), createChooser()];
    const of = targets(0, 0);
    const seen = [first, second, first, second].map((node) => node.choose(of, "round_robin").id);
    expect(seen.join("")).toBe("AABB");
  });
});

describe("least outstanding requests (R3.4)", () => {
  it.each([
    [targets(2, 1, 3), "BBB"],
    [targets(0, 4, 4), "AAA"],
    [targets(1, 1, 0), "CCC"],
  ])("picks the fewest", (of, expected) => {
    expect(choices("least_outstanding_requests", of, 3)).toBe(expected);
  });

  it("goes round among equals", () => {
    expect(choices("least_outstanding_requests", targets(1, 1, 1), 6)).toBe("ABCABC");
    expect(new Set(choices("least_outstanding_requests", targets(1, 7, 1), 6))).toEqual(new Set("AC"));
  });
});

describe("weighted random (R3.5)", () => {
  it.each([
    [0, "A"],
    [0.34, "B"],
    [0.999_999, "C"],
  ])("takes the target that %f falls on", (value, expected) => {
    expect(choices("weighted_random", targets(0, 0, 0), 1, () => value)).toBe(expected);
  });
});

describe("slow start (R3.10)", () => {
  const of = targets(0, 0, 0);
  const slow = of[2];
  const turns = (share: number, times: number) => {
    const chooser = createChooser();
    const count: Record<string, number> = { A: 0, B: 0, C: 0 };
    for (let i = 0; i < times; i += 1) {
      count[chooser.choose(of, "round_robin", (target) => (target === slow ? share : 1)).id!]! += 1;
    }
    return count;
  };

  it.each([
    [1, { A: 200, B: 200, C: 200 }],
    [0.5, { A: 240, B: 240, C: 120 }],
    [0.25, { A: 266, B: 267, C: 67 }],
  ])("gives a target with the share %d of a turn that share of the others' requests", (share, expected) => {
    const count = turns(share, 600);
    for (const id of ["A", "B", "C"] as const) expect(Math.abs(count[id]! - expected[id])).toBeLessThanOrEqual(1);
  });

  it("takes a target all the same when each of them starts slowly", () => {
    const chooser = createChooser();
    expect(["A", "B", "C"]).toContain(chooser.choose(of, "round_robin", () => 0.01).id);
  });
});
