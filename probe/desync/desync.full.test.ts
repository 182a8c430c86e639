import { expect, it } from "vitest";
import { runFuzz } from "./run-fuzz.ts";

const SLOW_MS = 600_000;

it.each(["defensive", "monitor"] as const)(
  "nothing that is forwarded in mode %s is read otherwise elsewhere",
  async (mode) => {
    const { forwarded, distinct, differences } = await runFuzz({ shapes: 2_000, seed: 1, mode });
    expect(differences).toEqual([]);
    expect(forwarded).toBeGreaterThan(700);
    expect(distinct).toBeGreaterThan(300);
  },
  SLOW_MS,
);

it(
  "nothing but what is compliant is forwarded in mode strictest",
  async () => {
    const { forwarded, differences } = await runFuzz({ shapes: 1_000, seed: 1, mode: "strictest" });
    expect(differences).toEqual([]);
    expect(forwarded).toBeGreaterThan(100);
  },
  SLOW_MS,
);
