import { expect, test } from "../fixtures.ts";

const SECONDS = 8;
const WINDOWS = 8;
/** One question for each instance. */
const ROUND = 3;

test("idle, all windows of a browser together ask no more than once a second, and none when nobody looks", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const first = await enter(lab, "Ada");
  const others = [];
  for (let count = 1; count < WINDOWS; count += 1) others.push(await enter(lab, "Ada", { sameBrowserAs: first }));
  const windows = [first, ...others];
  for (const window of windows) await expect(window.verdict).toContainText("You are alone");
  let asked = 0;
  // Of every kind: to instances, and to the control API.
  first.page.context().on("request", () => (asked += 1));
  // What has just happened is looked at more closely for some seconds. A round is asked at once, so one more may fall into the span.
  const askedIdle = async () => {
    const before = asked;
    await first.page.waitForTimeout(SECONDS * 1_000);
    return asked - before;
  };
  await expect.poll(askedIdle, { timeout: 60_000 }).toBeLessThanOrEqual(SECONDS + ROUND);
  expect(asked).toBeGreaterThan(0);

  for (const window of windows) await window.hide();
  // What was under way when the last one was hidden falls into the first span.
  await expect.poll(askedIdle, { timeout: 40_000 }).toBe(0);
});
