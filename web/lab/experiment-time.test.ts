import { expect, test } from "vitest";
import type { ExperimentCell, ExperimentRun } from "../../protocol/control/experiment-run.ts";
import { experimentTimeLeft } from "./experiment-time.ts";

const cells = (done: number, all: number) =>
  Array.from({ length: all }, (_, index) => ({ phase: index < done ? "done" : "waiting" }) as ExperimentCell);
const run = (done: number, all: number, state: ExperimentRun["state"] = "running") => ({
  state,
  startedAt: 0,
  cells: cells(done, all),
});

test.each<[what: string, of: ReturnType<typeof run>, now: number, is: string | null]>([
  ["too few to tell", run(2, 40), 20_000, null],
  ["seconds", run(10, 12), 20_000, "about 10 s left"],
  ["in tens of seconds", run(10, 20), 31_000, "about 40 s left"],
  ["a minute", run(10, 40), 20_000, "about 1 minute left"],
  ["minutes", run(4, 40), 20_000, "about 3 minutes left"],
  ["a run that has ended", run(40, 40, "done"), 20_000, null],
])("%s", (_what, of, now, is) => {
  expect(experimentTimeLeft(of, now)).toBe(is);
});
