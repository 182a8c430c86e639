import { performance } from "node:perf_hooks";
import path from "node:path";
import { startChild } from "../../../machine/processes/start-child.ts";
import { optionsOfNpmStart } from "../options-of-npm-start.ts";
import type { Row } from "../row.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const START = "npm start";
const START_TIMEOUT_MS = 60_000;

export const npmStart: Row = {
  name: "npm-start",
  title: "npm start with three instances, installed and built, until it is ready",
  unit: "s",
  base: START,
  goal: { contestant: START, atMost: 1.5, as: "value" },
  async measure({ rounds, onProgress }) {
    const values: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      onProgress(`round ${round} of ${rounds}`);
      const started = performance.now();
      const child = startChild(
        process.execPath,
        [...optionsOfNpmStart(), "tooling/bootstrap/run.cjs", "lab/main.ts", "--port", "0", "--control-port", "0"],
        { name: START, cwd: ROOT },
      );
      await child.ready((line) => (line.startsWith("ready ") ? line : null), START_TIMEOUT_MS, "get ready");
      values.push((performance.now() - started) / 1000);
      child.signal("SIGTERM");
      await child.ended;
    }
    return [{ contestant: START, values }];
  },
};
