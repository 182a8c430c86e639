import { expect, it } from "vitest";
import { chanceRange } from "./chance-range.ts";

it.each([
  [6, 0, 0, 0],
  [6, 1, 6, 6],
  [6, 1 / 3, 0, 6],
  [30, 1 / 3, 2, 20],
  [90, 1 / 3, 14, 47],
])("of %d with the chance %d each, %d to %d are to be expected", (trials, chance, least, most) => {
  expect(chanceRange(trials, chance)).toEqual({ least, most });
});

it("holds what is measured elsewhere: 28 of 90 for one in three", () => {
  const { least, most } = chanceRange(90, 1 / 3);
  expect(28).toBeGreaterThan(least);
  expect(30).toBeLessThan(most);
});
