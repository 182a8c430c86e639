import { expect, test } from "./fixtures.ts";
import { createLabControl } from "./walks/lab-control.ts";
import { makeReady, WALK_LAB } from "./walks/start-walk-lab.ts";
import { reportOf } from "./walks/walk-report.ts";
import { walk } from "./walks/walk.ts";

const ACTIONS = 15;
/** As many as the full run has time for. For more: npm run walks. */
const SEEDS = [
  [101, 102, 103, 104, 105],
  [106, 107, 108, 109],
  [110, 111, 112, 113, 114, 115],
];
const LONG_MS = 600_000;

// A walk that fails is told in words, and what is written down for a trace costs half of a walk.
test.use({ trace: "off" });

test("random walks of one person and of two: no sentence on any screen is false @core", async ({
  startLab,
  browser,
}) => {
  test.setTimeout(LONG_MS);
  await expectTrue(await startLab(WALK_LAB), browser, [710, 504]);
});

for (const seeds of SEEDS) {
  test(`random walks of ${ACTIONS} actions, seeds ${seeds.join(", ")}: no sentence on any screen is false`, async ({
    startLab,
    browser,
  }) => {
    test.setTimeout(LONG_MS);
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
