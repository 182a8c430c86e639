import * as fc from "fast-check";
import { expect, it } from "vitest";
import { slowStartShare } from "./slow-start.ts";

it.each([
  ["does not start slowly", null, 30, 0, 1],
  ["with slow start off", 0, 0, 1_000, 1],
  ["at once", 0, 30, 0, 0.01],
  ["after half the period", 0, 30, 15_000, 0.5],
  ["after the period", 0, 30, 30_000, 1],
  ["long after it", 0, 30, 90_000, 1],
  ["when the clock goes back", 1_000, 30, 0, 0.01],
])("a target's share of a turn: %s (R3.10)", (_, since, period, now, expected) => {
  expect(slowStartShare(since, period, now)).toBe(expected);
});

it("never falls while time goes on", () => {
  const ms = fc.nat({ max: 1_000_000 });
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 900 }), ms, ms, (period, one, more) => {
      expect(slowStartShare(0, period, one + more)).toBeGreaterThanOrEqual(slowStartShare(0, period, one));
    }),
  );
});
