import type { Page } from "@playwright/test";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";
import { findings } from "./findings.ts";

test.skip(!findRedisServer(), `needs Redis: ${HOW_TO_INSTALL_REDIS}`);

test("shared state makes one room of it: switched on in the page, all marks fill, all people are in sight", async ({
  startLab,
  enter,
}) => {
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

test("while Redis is stopped, its box and every way to it say so, and are whole again afterwards", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({ state: "redis" });
  const ada = await enter(lab, "Ada");
  const { page } = ada;
  const ways = (how: "open" | "cut") => page.locator(`.path-instances [data-link="${how}"]`);
  await expect(ways("open")).toHaveCount(3);
  expect(await untold(page)).toEqual([]);

  await page.getByRole("button", { name: "Redis", exact: true }).click();
  await page.getByRole("group", { name: "Redis" }).getByRole("button", { name: "Kill Redis" }).click();
  await expect(page.getByRole("button", { name: "Redis is stopped" })).toBeVisible();
  await expect(ways("cut")).toHaveCount(3);
  await expect(ada.verdict).toContainText("cannot reach Redis");
  await expect(ada.answer("Everyone sees everyone")).toHaveText("not known: Redis is out of reach");
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Redis is stopped" }).click();
  await page.getByRole("group", { name: "Redis" }).getByRole("button", { name: "Restart Redis" }).click();
  await expect(ways("open")).toHaveCount(3, { timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Redis", exact: true })).toBeVisible();
  await expect(ada.verdict).not.toContainText("cannot reach Redis");
  expect(await untold(page)).toEqual([]);
});

/** Sentences beside the path that are cut, at any width: the one that explains it, and what each control will do. */
async function untold(page: Page): Promise<string[]> {
  const line = page.locator(".path-line");
  const cut: string[] = [];
  for (const width of [1440, 1280, 1024, 390]) {
    await page.setViewportSize({ width, height: 900 });
    // Two frames on the page has taken the width in: where it is narrow, buttons beside the path are not shown.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    for (const control of [
      null,
      ...(await page.locator(".path").locator(".switch:visible, .path-actions .button:visible").all()),
    ]) {
      await (control ? control.hover() : page.mouse.move(width / 2, 300));
      const isWhole = await line.evaluate((element: HTMLElement) => {
        // On a phone it is only said while a control is chosen.
        const isHidden = element.clientWidth <= 1;
        return isHidden || (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight);
      });
      if (!isWhole) cut.push(`${width} px: ${await line.textContent()}`);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return cut;
}
