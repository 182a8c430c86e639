import { defineConfig } from "vitest/config";
import { reportSkipped } from "./tooling/all-tests/report-skipped.ts";
import { SlowestFirst } from "./tooling/all-tests/slowest-first.ts";

export default defineConfig({
  test: {
    include: [
      "*.test.ts",
      "{tooling,protocol,alb,machine,people,lab,server,web,probe,e2e,terraform,docs}/**/*.test.ts",
    ],
    typecheck: { enabled: false },
    reporters: ["default", reportSkipped],
    globalSetup: "./machine/build/build-once.ts",
    sequence: { sequencer: SlowestFirst },
    // Said once for each file that asks AWS's API; package.json pins its versions.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores: more workers only make real processes and sockets wait for one another.
    maxWorkers: 2,
  },
});
