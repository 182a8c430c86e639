import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect, PHONE, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds on the page as it is now, as `rule: element`. */
async function findings(page: Page): Promise<string[]> {
  // The page's own policy forbids scripts from elsewhere: this one comes through the debugger.
  await page.evaluate(await import("node:fs/promises").then((fs) => fs.readFile(AXE, "utf8")));
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any state of the page (${colorScheme})`, async ({ startLab, enter, browser }) => {
    const lab = await startLab();
    const context = await browser.newContext({ colorScheme });
    const form = await context.newPage();
    await form.goto(lab.url);
    await expect(form.getByText("chat-3")).toBeVisible();
    expect(await findings(form)).toEqual([]);
    await context.close();

    const [ada] = await onDifferentInstances(
      lab,
      (at, name, options) => enter(at, name, { ...options, browser: { colorScheme } }),
      ["Ada", "Bo"],
    );
    await ada.say("hello https://example.com");
    await expect(ada.verdict).toContainText("is split");
    expect(await findings(ada.page)).toEqual([]);

    await ada.openLab();
    await ada.stickiness.click();
    await expect(ada.page.getByText("Stickiness is off").first()).toBeVisible();
    expect(await findings(ada.page)).toEqual([]);
    await ada.page.getByRole("button", { name: "Close the lab" }).click();

    const home = await ada.instance();
    await lab.kill(home);
    await expect(ada.vanished).toHaveCount(1);
    expect(await findings(ada.page)).toEqual([]);

    await ada.page.getByRole("button", { name: new RegExp(`^${home} `) }).click();
    await expect(ada.page.getByRole("group", { name: home })).toBeVisible();
    expect(await findings(ada.page)).toEqual([]);
    await ada.page.keyboard.press("Escape");

    await ada.page.getByRole("button", { name: "Ada: change nickname" }).click();
    await expect(ada.page.getByRole("dialog")).toBeVisible();
    expect(await findings(ada.page)).toEqual([]);
    await ada.page.keyboard.press("Escape");

    await ada.page.setViewportSize(PHONE.viewport!);
    expect(await findings(ada.page)).toEqual([]);
    await ada.page.getByRole("button", { name: "Who and where" }).click();
    await expect(ada.page.getByRole("dialog", { name: "Who and where" })).toBeVisible();
    expect(await findings(ada.page)).toEqual([]);
  });
}

test("a phone: rooms, people and the path are within reach, and nothing is cut off", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada", { browser: PHONE, waitForRoom: false });
  await expect(ada.input).toBeEnabled();
  await ada.say("from a phone");
  await ada.page.getByRole("button", { name: "Rooms", exact: true }).click();
  await expect(
    ada.page.getByRole("dialog", { name: "Rooms" }).getByRole("textbox", { name: "Room to join" }),
  ).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("button", { name: "Who and where" }).click();
  await expect(ada.members.getByText("Ada", { exact: true })).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await expect(ada.page.getByRole("dialog")).toHaveCount(0);
  await expect(ada.stickiness).toBeVisible();
  const wider = await ada.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBe(0);
});

test("the page keeps to its own strict policy, and logs no error", async ({ lab, enter, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${lab.url}/?room=policy&name=Ada`);
  await expect(page.getByRole("switch", { name: "Stickiness" })).toBeVisible();
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect(page.getByRole("region", { name: "Lab" })).toBeVisible();
  await page.getByRole("button", { name: "Ada: change nickname" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(complaints).toEqual([]);
  await context.close();
  void enter;
});

test("nothing moves by itself while the page comes up", async ({ lab, browser }) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    (window as unknown as { shifted: number }).shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
        if (!entry.hadRecentInput) (window as unknown as { shifted: number }).shifted += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${lab.url}/?room=shift&name=Ada`);
  await expect(page.getByRole("switch", { name: "Stickiness" })).toBeVisible();
  await expect(page.getByRole("status", { name: "Verdict" })).toContainText("alone");
  const shifted = await page.evaluate(() => (window as unknown as { shifted: number }).shifted);
  expect(shifted).toBeLessThan(0.1);
  await context.close();
});
