import type { Reporter, TestModule } from "vitest/node";

/** Says at the end of a run which tests were left out, by suite; a suite's name says why. */
export const reportSkipped: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const skipped = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const suite = `${module.relativeModuleId}: ${test.fullName.split(" > ").slice(0, -1).join(" > ") || test.name}`;
        skipped.set(suite, (skipped.get(suite) ?? 0) + 1);
      }
    }
    for (const [suite, count] of skipped) process.stdout.write(`   Skipped  ${count} of ${suite}\n`);
  },
};
