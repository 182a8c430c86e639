import { expect, it } from "vitest";
import { meetsGoal, summarise, type Goal } from "./row.ts";

const MEASURED = [
  { contestant: "peer", values: [10, 12, 11] },
  { contestant: "ours", values: [22, 20, 24, 18] },
  { contestant: "gone", values: [], absent: "it is not installed" },
];

it("compares the middle of the rounds with the base", () => {
  expect(summarise({ base: "peer" }, MEASURED)).toEqual([
    { contestant: "peer", median: 11, ratio: 1, spread: 2 / 11 },
    { contestant: "ours", median: 21, ratio: 21 / 11, spread: 6 / 21 },
    { contestant: "gone", median: null, ratio: null, spread: null, absent: "it is not installed" },
  ]);
});

it.each<[Goal, string, boolean | null]>([
  [{ contestant: "ours", atMost: 2, as: "ratio" }, "peer", true],
  [{ contestant: "ours", atMost: 1.9, as: "ratio" }, "peer", false],
  [{ contestant: "ours", atMost: 10, as: "more than the base" }, "peer", true],
  [{ contestant: "ours", atMost: 9, as: "more than the base" }, "peer", false],
  [{ contestant: "ours", atMost: 21, as: "value" }, "peer", true],
  [{ contestant: "ours", atMost: 20, as: "value" }, "gone", false],
  [{ contestant: "ours", atMost: 2, as: "ratio" }, "gone", null],
  [{ contestant: "gone", atMost: 2, as: "value" }, "peer", null],
])("judges a goal %o beside %s", (goal, base, expected) => {
  expect(meetsGoal({ base, goal }, summarise({ base }, MEASURED))).toBe(expected);
});
