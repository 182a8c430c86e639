import { expect, test } from "../fixtures.ts";

const SECONDS = 8;

test("idle, all windows of a browser together ask no more than once a second, and none when nobody looks", async ({
  startLab,
  enter,
}) => {
  test.setTimeout(120_000);
  const lab = await startLab();
  const first = await enter(lab, "Ada");
  const others = [await enter(lab, "Ada", { sameBrowserAs: first }), await enter(lab, "Ada", { sameBrowserAs: first })];
  const windows = [first, ...others];
  for (const window of windows) await expect(window.verdict).toContainText("You are alone");
  let asked = 0;
  first.page.context().on("request", (request) => {
    if (request.url().includes("/api/instance")) asked += 1;
  });
  // What has just happened is looked at more closely for some seconds.
  const idle = async () => {
    const before = asked;
    await first.page.waitForTimeout(SECONDS * 1_000);
    return asked - before;
  };
  await expect.poll(idle, { timeout: 60_000 }).toBeLessThanOrEqual(SECONDS + 1);
  expect(asked).toBeGreaterThan(0);

  for (const { page } of windows) {
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }
  await expect.poll(idle).toBe(0);
});
