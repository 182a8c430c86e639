import { expect, test } from "../fixtures.ts";

test("simulated people come when they are invited: one shares my cookie, one has a browser of its own", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada");
  const home = await ada.instance();
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Invite Cy (another window of yours)" }).click();
  const cy = ada.page.getByRole("article", { name: "Cy's screen" });
  await expect(cy).toContainText(home);
  await expect(cy).toContainText("simulated");
  await ada.lab.getByRole("button", { name: "Invite Bo (another browser)" }).click();
  const bo = ada.page.getByRole("article", { name: "Bo's screen" });
  await expect(bo).toContainText("Hello, I am Bo.");
  await ada.page.keyboard.press("Escape");
  await ada.say("who sees this?");
  await expect(cy).toContainText("who sees this?");
  await cy.getByRole("button", { name: "Send away" }).click();
  await expect(cy).toHaveCount(0);
});
