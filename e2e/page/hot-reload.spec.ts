import { startDevServer } from "../../lab/dev/start-dev-server.ts";
import { expect, test } from "../fixtures.ts";
import { RoomPage } from "../room-page.ts";

test("npm run dev: the page from its sources works against a running lab, and is told of changes", async ({
  startLab,
  browser,
}) => {
  const lab = await startLab();
  const dev = await startDevServer({ lab: lab.url, port: 0 });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const isTold = page.waitForEvent("console", (message) => message.text().includes("[vite] connected"));
    const ada = new RoomPage(page, "Ada", "lobby");
    await ada.open(dev.url);
    await ada.isIn();
    await isTold;
    await ada.say("from the sources");
    await ada.stickiness.click();
    await expect(ada.stickiness).not.toBeChecked();
    await page.getByRole("button", { name: "Details" }).click();
    // React's strict mode opens, closes and opens each dialog again.
    await page.getByRole("button", { name: "Ada: change nickname" }).click();
    await page.getByRole("textbox", { name: "Nickname" }).fill("Ada L.");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await expect(ada.members.getByText("Ada L.", { exact: true })).toBeVisible();
  } finally {
    await context.close();
    await dev.close();
  }
});
