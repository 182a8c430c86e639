import { expect, onTestFinished, test, vi } from "vitest";
import { watchLoad } from "./watch-load.ts";

/** Looks with these measurements, one after another, and what was told after each. */
function looks(limits: { lagMs: number; heapPercent: number }, measured: [lagMs: number, heapPercent: number][]) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const left = [...measured];
  const told: boolean[] = [];
  const meter = {
    read: () => {
      const [lagMs, heapPercent] = left.shift()!;
      return { lagMs, heapPercent };
    },
    close: () => {},
  };
  const load = watchLoad(limits, (isOverloaded) => told.push(isOverloaded), { everyMs: 10, meter });
  const states = measured.map(() => {
    vi.advanceTimersByTime(10);
    return load.isOverloaded();
  });
  load.close();
  return { states, told };
}

const LIMITS = { lagMs: 500, heapPercent: 90 };

test.each<[string, [number, number][], boolean[]]>([
  [
    "one late look is none",
    [
      [900, 10],
      [0, 10],
      [900, 10],
    ],
    [false, false, false],
  ],
  [
    "two are, until two are well",
    [
      [900, 10],
      [900, 10],
      [0, 10],
      [900, 10],
      [0, 10],
      [0, 10],
    ],
    [false, true, true, true, true, false],
  ],
  [
    "so is a full heap",
    [
      [0, 95],
      [0, 95],
    ],
    [false, true],
  ],
  [
    "the limits themselves are allowed",
    [
      [500, 90],
      [500, 90],
    ],
    [false, false],
  ],
])("%s", (_what, measured, expected) => {
  expect(looks(LIMITS, measured).states).toEqual(expected);
});

test("it is told once for each change, and 0 and 100 are no limits", () => {
  expect(
    looks(
      LIMITS,
      Array.from({ length: 6 }, () => [900, 99]),
    ).told,
  ).toEqual([true]);
  expect(
    looks(
      { lagMs: 0, heapPercent: 100 },
      Array.from({ length: 4 }, () => [9_999, 100]),
    ).told,
  ).toEqual([]);
});
