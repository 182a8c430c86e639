import { expect, QUICK_HEALTH_CHECKS, test } from "./fixtures.ts";

test("6. the instance that serves me is killed: I move, the page says what was lost, and I do not go back @core", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({
    balancer: QUICK_HEALTH_CHECKS,
  });
  const ada = await enter(lab, "Ada");
  const bo = await enter(lab, "Bo", { sameBrowserAs: ada });
  const dead = await ada.instance();
  await ada.say("before the crash");
  await expect(bo.message("before the crash")).toBeVisible();
  // Two windows that lose their instance at once choose again at once, and the browser keeps the cookie that comes last.
  await bo.page.close();

  await ada.page.getByRole("button", { name: `Kill ${dead}` }).click();
  await expect(ada.connection.getByText(dead, { exact: true })).toHaveCount(0);
  await ada.isIn();
  const refuge = await ada.instance();
  expect(refuge).not.toBe(dead);
  await expect(ada.moved).toContainText(`You moved ${dead} → ${refuge}: 1 message`);
  await expect(ada.vanished.filter({ hasText: "before the crash" })).toBeVisible();

  await lab.restart(dead);
  await expect
    .poll(() => lab.balancer.state().targets.find((target) => target.id === dead)?.health.state)
    .toBe("healthy");
  for (let reload = 0; reload < 3; reload += 1) {
    await ada.reload();
    expect(await ada.instance()).toBe(refuge);
  }
});
