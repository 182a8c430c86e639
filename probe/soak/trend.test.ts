import { assert, double, infiniteStream, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { trendOf } from "./trend.ts";

const samples = (value: (seconds: number) => number, minutes = 30) =>
  Array.from({ length: minutes * 6 + 1 }, (_, n) => ({ seconds: n * 10, value: value(n * 10) }));

describe("trendOf", () => {
  it("finds a leak of 100 bytes a second in 100 kB of noise", () => {
    const { slopePerHour, grows } = trendOf(
      samples((seconds) => 1e6 + 100 * seconds + 1e5 * Math.sin(seconds)),
      0.05,
    );
    expect(slopePerHour).toBeGreaterThan(300_000);
    expect(grows).toBe(true);
  });

  it("takes no warm-up for a leak", () => {
    expect(
      trendOf(
        samples((seconds) => Math.min(seconds, 500) * 1_000 + 1e6),
        0.05,
      ),
    ).toMatchObject({
      slopePerHour: 0,
      grows: false,
    });
  });

  it("calls what falls, and what is noise alone, flat", () => {
    expect(
      trendOf(
        samples((seconds) => 1e6 - seconds * 50),
        0.05,
      ).grows,
    ).toBe(false);
    assert(
      property(infiniteStream(double({ min: 0, max: 1, noNaN: true })), (random) => {
        const values = samples(() => 1e6 + 2e4 * (random.next().value as number));
        expect(trendOf(values, 0.05).grows).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it("says so when there is too little to tell", () => {
    expect(() => trendOf([{ seconds: 0, value: 1 }], 0.05)).toThrow("1 samples after the warm-up; allowed: at least 3");
  });
});
