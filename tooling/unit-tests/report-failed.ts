import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Writes a line for each test or file that failed to `FAILED_TESTS_FILE`, for the last lines of `npm test`. */
export const reportFailed: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const file = process.env["FAILED_TESTS_FILE"];
    if (!file) return;
    for (const module of modules) {
      const tests = [...module.children.allTests("failed")].map((test) => test.fullName);
      const names = tests.length > 0 || module.ok() ? tests : ["the file itself"];
      for (const name of names) appendFileSync(file, `${module.relativeModuleId}: ${name}\n`);
    }
  },
};
