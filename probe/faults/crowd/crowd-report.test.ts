import { expect, it } from "vitest";
import { crowdReport } from "./crowd-report.ts";
import type { CrowdResult, CrowdRound } from "./run-crowd.ts";

const back: CrowdRound = {
  fault: "instance kill",
  backMs: 800,
  disconnected: 200,
  mostDisconnections: 1,
  reasons: {},
  failedAttempts: {},
  out: 0,
};
const result: CrowdResult = {
  people: 600,
  instances: 3,
  seed: 1,
  startedAt: "2026-11-28T16:00:00.000Z",
  milliseconds: 60_000,
  rounds: [back],
  ledger: { accepted: 100, refused: 2, unknown: 1, due: 2_000, lost: [], lostCount: 0 },
  peopleCpuMs: 4_000,
  verdict: "valid",
};

it.each<[string, Partial<CrowdRound>, "passed" | "failed"]>([
  ["back in time, once", {}, "passed"],
  ["too late", { backMs: 5_001 }, "failed"],
  ["thrown out again", { mostDisconnections: 2 }, "failed"],
  ["not back at all", { backMs: null, out: 3 }, "failed"],
])("judges a fault: %s", (_what, difference, outcome) => {
  const { checks } = crowdReport({ ...result, rounds: [{ ...back, ...difference }] });
  expect(checks[0]).toMatchObject({ name: "instance kill", outcome });
});

it("names what was lost, and counts what it does not list", () => {
  const lost = [{ message: "P1-7", person: "P2" }];
  const { checks, notes, sentence } = crowdReport({ ...result, ledger: { ...result.ledger, lost, lostCount: 30 } });
  expect(checks.at(-1)).toMatchObject({ outcome: "failed", summary: "30 of 2000 deliveries lost" });
  expect(notes).toContain("P1-7 never reached P2");
  expect(sentence).toBe(
    "1 of 1 faults with everybody back within 5 s and disconnected at most once; 30 of 2000 deliveries lost",
  );
});
