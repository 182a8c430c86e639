import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take more than half a minute, the longest first. */
export const LONGEST = [
  "terraform/emulator.full.test.ts",
  "probe/experiment/application/examples.full.test.ts",
  "probe/experiment/main.full.test.ts",
  "terraform/plan.full.test.ts",
  "probe/doctor/servers.full.test.ts",
  "probe/doctor/answers.full.test.ts",
  "probe/experiment/application/run-application.full.test.ts",
  "terraform/examples.full.test.ts",
  "cli/package.full.test.ts",
];

/** Begins with those that take longest, so that no worker is alone with one at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`));
      return found === -1 ? LONGEST.length : found;
    };
    const byDefault = await super.sort(files);
    return byDefault.toSorted((a, b) => rank(a) - rank(b));
  }
}
