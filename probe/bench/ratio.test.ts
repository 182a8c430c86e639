import { describe, expect, it } from "vitest";
import { ratios } from "./ratio.ts";

const run = (operations: number, cpuSeconds: number | null = null) => ({ operations, seconds: 2, cpuSeconds });

describe("ratios", () => {
  it("compares the middle runs with the first contestant", () => {
    const rows = ratios(
      ["direct", "balancer"],
      [
        [run(200), run(100), run(400)],
        [run(100), run(50)],
      ],
    );
    expect(rows).toEqual([
      { name: "direct", perSecond: 100, ratio: 1, cpuMicroseconds: null, cpuRatio: null },
      { name: "balancer", perSecond: 37.5, ratio: 0.375, cpuMicroseconds: null, cpuRatio: null },
    ]);
  });

  it("compares CPU where it is known", () => {
    const rows = ratios(["ws", "instance"], [[run(1_000_000, 1)], [run(1_000_000, 1.5)]]);
    expect(rows.map((row) => [row.cpuMicroseconds, row.cpuRatio])).toEqual([
      [1, 1],
      [1.5, 1.5],
    ]);
  });
});
