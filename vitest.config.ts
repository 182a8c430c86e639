import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { changesItsProcess } from "./tooling/unit-tests/changes-its-process.ts";
import { isPure } from "./tooling/unit-tests/is-pure.ts";
import { LongestFirst } from "./tooling/unit-tests/longest-first.ts";
import { reportFailed } from "./tooling/unit-tests/report-failed.ts";
import { reportSkipped } from "./tooling/unit-tests/report-skipped.ts";

const ROOMS =
  "tooling protocol alb machine people lab server web probe playwright cli e2e terraform observability docs".split(" ");
/** A test whose name says so takes long, or needs what few machines have: `npm run test:full` runs it. */
const FULL = ".full.test.ts";

const files = ROOMS.filter((room) => existsSync(room))
  .flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => path.posix.join(room, file)),
  )
  .filter((file) => file.endsWith(".test.ts") && !file.includes("node_modules"));
const full = files.filter((file) => file.endsWith(FULL));
const looked = new Map<string, boolean>();
const pure = files.filter((file) => !full.includes(file) && isPure(file, looked));
const real = files.filter((file) => !full.includes(file) && !pure.includes(file));
const alone = real.filter((file) => changesItsProcess(readFileSync(file, "utf8")));

export default defineConfig({
  test: {
    typecheck: { enabled: false },
    reporters: ["default", reportSkipped, reportFailed],
    globalSetup: "./machine/build/build-once.ts",
    // Said once for each file that asks AWS's API; package.json pins its versions.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    // Nothing is timed: a machine with ten times the work of its cores is slow, not wrong.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 30_000 } },
    setupFiles: "./tooling/unit-tests/wait-patiently.ts",
    // Two cores: more workers only make real processes and sockets wait for one another …
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: "pure", include: pure, pool: "threads", isolate: false } },
      { extends: true, test: { name: "real", include: real.filter((file) => !alone.includes(file)), isolate: false } },
      { extends: true, test: { name: "alone", include: alone } },
      // … but these wait most of their time, for timeouts and for what they start.
      { extends: true, test: { name: "full", include: full, maxWorkers: 4, sequence: { groupOrder: 1 } } },
    ],
  },
});
