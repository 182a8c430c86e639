import { expect, test } from "./fixtures.ts";
import { createLabControl } from "./walks/lab-control.ts";
import { makeReady, WALK_LAB } from "./walks/start-walk-lab.ts";
import { reportOf } from "./walks/walk-report.ts";
import { walk } from "./walks/walk.ts";

const ACTIONS = 15;
/** Short ones: npm test has no time for others. */
const CORE = [5, 2];
// More take longer than the full run may: npm run walks.
const FULL = [101, 106, 111].map((first) => Array.from({ length: 5 }, (_, index) => first + index));

// A walk that fails is told in words, and what is written down for a trace costs more than the walk.
test.use({ trace: "off" });

test("two random walks of 15 actions: no sentence on any screen is false @core", async ({ startLab, browser }) => {
  test.setTimeout(180_000);
  await expectTrue(await startLab(WALK_LAB), browser, CORE);
});

for (const seeds of FULL) {
  test(`random walks, seeds ${seeds[0]} to ${seeds.at(-1)}: no sentence on any screen is false`, async ({
    startLab,
    browser,
  }) => {
    test.setTimeout(600_000);
    await expectTrue(await startLab(WALK_LAB), browser, seeds);
  });
}

async function expectTrue(
  lab: { url: string; controlUrl: string },
  chromium: Parameters<typeof walk>[0]["chromium"],
  seeds: readonly number[],
): Promise<void> {
  const control = createLabControl(lab.url, lab.controlUrl);
  for (const seed of seeds) {
    await makeReady(control);
    const result = await walk({ chromium, lab: control, seed, actions: ACTIONS });
    expect(result.comparisons).toBeGreaterThan(ACTIONS);
    expect(result.falseSentences, reportOf(result)).toEqual([]);
  }
}
