import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

test("three steps, each ticked off when it is observed, and dismissed for good", async ({ startLab, enter }) => {
  const lab = await startLab();
  const [ada] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const steps = ada.page.getByRole("region", { name: "First steps" }).getByRole("listitem");
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(1)).toContainText("Seen: Bo is on");

  const second = await enter(lab, "Cy", { sameBrowserAs: ada });
  await expect(steps.nth(0)).toContainText(`Seen: Both windows are on ${await ada.instance()}`);
  await expect(second.page.getByRole("region", { name: "First steps" })).toBeVisible();

  await ada.page.getByRole("button", { name: "Show me the switch" }).click();
  await expect(ada.stickiness).toBeFocused();
  await ada.page.keyboard.press("Space");
  await expect(ada.stickiness).not.toBeChecked();
  await expect(async () => {
    await ada.page.getByRole("button", { name: "Drop my connection" }).click({ timeout: 2_000 });
    await expect(steps.nth(2)).toContainText("instances have served this window", { timeout: 4_000 });
  }).toPass();

  await ada.page.getByRole("button", { name: "Dismiss first steps" }).click();
  await expect(steps).toHaveCount(0);
  await ada.reload();
  await expect(steps).toHaveCount(0);
  await ada.page.getByRole("button", { name: "First steps" }).click();
  await expect(steps).toHaveCount(3);
});
