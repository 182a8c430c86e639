import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Waits for over a minute, whatever it runs on; begun last it would be waited for alone. */
const SLOWEST = /terraform\/emulator\.test\.ts$/;

/** The order that Vitest would choose, but for the slowest file. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(SLOWEST.test(b.moduleId)) - Number(SLOWEST.test(a.moduleId)));
  }
}
