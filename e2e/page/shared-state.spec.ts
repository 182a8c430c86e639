import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";
import { findings } from "./findings.ts";

test("shared state makes one room of it: switched on in the page, all marks fill, all people are in sight", async ({
  startLab,
  enter,
}) => {
  test.setTimeout(120_000);
  const lab = await startLab();
  const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  await expect(ada.verdict).toContainText("is split");
  const shared = ada.page.getByRole("switch", { name: "Shared state" });
  await shared.focus();
  await expect(ada.page.getByText("one room for everybody. What they hold now is gone.")).toBeVisible();
  await shared.click();
  await expect(shared).toBeChecked({ timeout: 60_000 });
  await ada.isIn();
  await bo.isIn();

  await ada.say("everybody?");
  await expect(bo.message("everybody?")).toBeVisible();
  await ada.holdsEverywhere("everybody?");
  await expect(ada.verdict).toHaveText(/^Everyone in #.* sees the same room$/);
  await expect(ada.versions).toHaveAccessibleName("This room, once");
  await expect(ada.members.getByText("Bo", { exact: true })).toBeVisible();
  await expect(ada.outOfSight.getByRole("listitem")).toHaveCount(0);
  await expect(ada.unheard).toHaveCount(0);
  await expect(ada.answer("Everyone sees everyone")).toHaveText("yes: all instances hold one room");
  await expect(ada.answer("The room outlives its instance")).toHaveText("yes: it lives in Redis");
  expect(await findings(ada.page)).toEqual([]);

  // Its death is survived: somebody else's, and then my own.
  const home = await ada.instance();
  await ada.page.getByRole("button", { name: `Kill ${home}` }).click();
  await expect(ada.connection.getByText(home, { exact: true })).toHaveCount(0);
  await ada.isIn();
  await expect(ada.message("everybody?")).toBeVisible();
  await expect(ada.page.getByRole("separator", { name: /nothing is gone/ })).toBeVisible();
});
