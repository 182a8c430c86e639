import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

test("seven steps, one at a time, each ticked off when it is observed; ticks survive a reload", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const [ada] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  const tour = ada.page.getByRole("region", { name: "First steps" });
  const seen = tour.getByRole("listitem").filter({ hasText: "Seen:" });
  await expect(tour.getByRole("listitem")).toHaveCount(7);
  await expect(tour).toContainText("Bo is on");
  await expect(tour).toContainText("1. Say something");
  await ada.say("here I am");
  await expect(tour).toContainText(`${await ada.instance()} accepted your message`);

  const second = await enter(lab, "Cy", { sameBrowserAs: ada });
  await expect(tour).toContainText(`Both windows are on ${await ada.instance()}: they share one cookie`);
  await expect(tour).toContainText("4. Switch stickiness off, then reload");
  // One's own window that closes is not another visitor, under any name of its ghost.
  await second.page.close();
  await expect(tour).not.toContainText("Cy");

  await ada.page.getByRole("button", { name: "Show me the switch" }).click();
  await expect(ada.stickiness).toBeFocused();
  await ada.page.keyboard.press("Space");
  await expect(ada.stickiness).not.toBeChecked();
  await expect(async () => {
    await ada.reload();
    await expect(tour).toContainText("and what you had there stayed behind", { timeout: 4_000 });
  }).toPass();
  await expect(seen).toHaveCount(4);

  await ada.page.getByRole("button", { name: "Dismiss first steps" }).click();
  await expect(tour).toHaveCount(0);
  await ada.reload();
  await expect(tour).toHaveCount(0);
  await ada.page.getByRole("button", { name: "First steps" }).click();
  await expect(seen).toHaveCount(4);
});
