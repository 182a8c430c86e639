import { expect, test } from "../fixtures.ts";

test("simulated people come when they are invited: one shares my cookie, one has a browser of its own, and a real one can be opened", async ({
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
  const opened = ada.page.context().waitForEvent("page");
  await ada.lab.getByRole("link", { name: "Open another browser" }).click();
  const other = await opened;
  await expect(other.getByRole("textbox", { name: `Message #${ada.room}` })).toBeEnabled();
  // Another host name is another cookie jar.
  expect(new URL(other.url()).hostname).toBe("127.0.0.1");
  expect(new URL(other.url()).searchParams.get("name")).not.toBe("Ada");
  await other.close();
  await ada.page.keyboard.press("Escape");
  await ada.say("who sees this?");
  await expect(cy).toContainText("who sees this?");
  const before = await bo.locator(".instance-name").textContent();
  await expect(async () => {
    await bo.getByRole("button", { name: "New visitor" }).click();
    await expect(bo.locator(".instance-name")).not.toHaveText(before!, { timeout: 4_000 });
  }).toPass();
  await cy.getByRole("button", { name: "Send away" }).click();
  await expect(cy).toHaveCount(0);
});
