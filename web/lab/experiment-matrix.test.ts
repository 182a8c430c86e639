import { expect, test } from "vitest";
import type { ExperimentCell } from "../../protocol/control/experiment-run.ts";
import { experimentMatrix, lostPercent } from "./experiment-matrix.ts";

const cell = (stickiness: string, transport: string, layout: string, happening: string): ExperimentCell => ({
  key: [stickiness, transport, layout, "memory", happening].join("-"),
  stickiness,
  transport,
  layout,
  store: "memory",
  happening,
  phase: "waiting",
  predicted: "",
  measured: "",
  verdict: null,
  lost: null,
  expected: null,
});

test("cells stand under what happens and beside what the browser meets, in the order of the plan", () => {
  const { layouts, rows } = experimentMatrix([
    cell("off", "default", "one-browser", "nothing"),
    cell("off", "default", "one-browser", "kill"),
    cell("off", "default", "browsers", "nothing"),
    cell("on", "default", "one-browser", "kill"),
  ]);
  expect(layouts).toEqual([
    { layout: "one-browser", happenings: ["nothing", "kill"] },
    { layout: "browsers", happenings: ["nothing"] },
  ]);
  expect(rows.map(({ stickiness, cells }) => [stickiness, cells.map((one) => one?.happening ?? null)])).toEqual([
    ["off", ["nothing", "kill", "nothing"]],
    ["on", [null, "kill", null]],
  ]);
  expect(experimentMatrix([])).toEqual({ layouts: [], rows: [] });
});

test("a share of nothing is not a share", () => {
  expect(lostPercent({ lost: 36, expected: 60 })).toBe(60);
  expect(lostPercent({ lost: 0, expected: 60 })).toBe(0);
  expect(lostPercent({ lost: 0, expected: 0 })).toBeNull();
  expect(lostPercent({ lost: null, expected: null })).toBeNull();
});
