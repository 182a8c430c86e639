import { expect, test } from "./fixtures.ts";
import { onDifferentInstances } from "./on-different-instances.ts";

test("1. two windows of one browser share an instance and a room, in both directions @core", async ({ lab, enter }) => {
  const first = await enter(lab, "Ada");
  const second = await enter(lab, "Bo", { sameBrowserAs: first });

  expect(await second.instance()).toBe(await first.instance());
  await first.say("hello from the first window");
  await expect(second.message("hello from the first window")).toBeVisible();
  await second.say("hello from the second window");
  await expect(first.message("hello from the second window")).toBeVisible();
  await expect(first.members.getByText("Bo", { exact: true })).toBeVisible();
  await expect(second.members.getByText("Ada", { exact: true })).toBeVisible();
  await expect(first.verdict).toContainText("same room");
});

test("2. two browsers on different instances stay consistent and never see each other @core", async ({
  lab,
  enter,
}) => {
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const home = { ada: await ada.instance(), bo: await bo.instance() };
  await ada.say("only Ada's instance knows this");
  await bo.say("only Bo's instance knows this");

  for (let reload = 1; reload <= 5; reload += 1) {
    await ada.reload();
    await bo.reload();
    expect(await ada.instance()).toBe(home.ada);
    expect(await bo.instance()).toBe(home.bo);
    await expect(ada.message("only Ada's instance knows this")).toBeVisible();
    await expect(bo.message("only Bo's instance knows this")).toBeVisible();
  }

  // The barrier: what each must receive has arrived, so what is not there now did not come.
  const cy = await enter(lab, "Cy", { sameBrowserAs: ada });
  const di = await enter(lab, "Di", { sameBrowserAs: bo });
  await cy.say("barrier for Ada");
  await di.say("barrier for Bo");
  await expect(ada.message("barrier for Ada")).toBeVisible();
  await expect(bo.message("barrier for Bo")).toBeVisible();
  await expect(ada.texts()).resolves.toEqual(["only Ada's instance knows this", "barrier for Ada"]);
  await expect(bo.texts()).resolves.toEqual(["only Bo's instance knows this", "barrier for Bo"]);

  await expect(ada.outOfSight.getByText("Bo", { exact: true })).toBeVisible();
  await expect(bo.outOfSight.getByText("Ada", { exact: true })).toBeVisible();
  await expect(ada.members.getByText("Bo", { exact: true })).toHaveCount(0);
  await expect(ada.verdict).toContainText("is split");
});
