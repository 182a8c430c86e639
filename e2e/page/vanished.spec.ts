import { expect, QUICK_HEALTH_CHECKS, test } from "../fixtures.ts";

test("what vanished stays, counted and struck through, and can be hidden as a user would see it @control", async ({
  lab,
  enter,
}) => {
  const ada = await enter(lab, "Ada");
  const home = await ada.instance();
  await ada.say("one");
  await ada.say("two");
  const away = lab.instances.find((instance) => instance !== home)!;
  await ada.toInstance(away, "Move me here");

  await expect(ada.moved).toContainText(`You moved ${home} → ${away}: 2 messages are gone`);
  await expect(ada.vanished).toHaveCount(2);
  await expect(ada.vanished.first()).toContainText(`vanished: only ${home} knows it`);

  await ada.page.getByRole("button", { name: "As a user sees it" }).click();
  await expect(ada.vanished).toHaveCount(0);
  await expect(ada.moved).toHaveCount(0);
  await ada.page.getByRole("button", { name: "Show 2 vanished" }).click();
  await expect(ada.vanished).toHaveCount(2);

  // The page still knows it after a reload.
  await ada.reload();
  await expect(ada.vanished).toHaveCount(2);
});

test("a restart of my instance is told as what it is", async ({ startLab, enter }) => {
  const lab = await startLab({
    instances: 1,
    balancer: QUICK_HEALTH_CHECKS,
  });
  const ada = await enter(lab, "Ada");
  await ada.say("remember me");
  await lab.restart("chat-1");
  await expect(
    ada.moved.or(ada.page.getByRole("separator", { name: /restarted with an empty memory: 1 message is gone/ })),
  ).toBeVisible();
  await expect(ada.vanished).toHaveCount(1);
});
