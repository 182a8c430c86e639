import { expect, test } from "../fixtures.ts";

const SECONDS = 8;
const WINDOWS = 8;
/** One question for each instance. */
const ROUND = 3;

test("idle, all windows of a browser together ask no more than once a second, and none when nobody looks", async ({
  startLab,
  enter,
}) => {
  test.setTimeout(120_000);
  const lab = await startLab();
  const first = await enter(lab, "Ada");
  const others = [];
  for (let count = 1; count < WINDOWS; count += 1) others.push(await enter(lab, "Ada", { sameBrowserAs: first }));
  const windows = [first, ...others];
  for (const window of windows) await expect(window.verdict).toContainText("You are alone");
  let asked = 0;
  let askedOfInstances = 0;
  // Of every kind: to instances, and to the control API.
  first.page.context().on("request", (request) => {
    asked += 1;
    if (request.url().includes("/api/instance")) askedOfInstances += 1;
  });
  // What has just happened is looked at more closely for some seconds. A round is asked at once, so one more may fall into the span.
  const idle = async (count: () => number) => {
    const before = count();
    await first.page.waitForTimeout(SECONDS * 1_000);
    return count() - before;
  };
  await expect.poll(() => idle(() => asked), { timeout: 60_000 }).toBeLessThanOrEqual(SECONDS + ROUND);
  expect(asked).toBeGreaterThan(0);

  for (const { page } of windows) {
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }
  await expect.poll(() => idle(() => askedOfInstances)).toBe(0);
});
