import { expect, it } from "vitest";
import { evenSpread, lossOfSpread } from "./even-spread.ts";

it.each([
  [6, 3, [2, 2, 2]],
  [7, 3, [3, 2, 2]],
  [2, 3, [1, 1, 0]],
  [5, 1, [5]],
])("%d people are dealt out to %d instances in turn", (people, instances, spread) => {
  expect(evenSpread(people, instances)).toEqual(spread);
});

it.each([
  [12, 2, 0.545],
  [12, 3, 0.727],
  [6, 3, 0.8],
  [12, 1, 0],
])(
  "of %d people's messages on %d instances the share that was measured elsewhere is lost",
  (people, instances, share) => {
    const loss = lossOfSpread(evenSpread(people, instances));
    expect(loss).toBeCloseTo(share, 3);
    expect(loss).toBeCloseTo((1 - 1 / instances) * (people / (people - 1)), 10);
  },
);

it("an uneven spread loses less, and nobody loses anything alone or together", () => {
  expect(lossOfSpread([4, 1, 1])).toBeCloseTo(0.6);
  expect(lossOfSpread([6])).toBe(0);
  expect(lossOfSpread([1])).toBe(0);
  expect(lossOfSpread([])).toBe(0);
});
