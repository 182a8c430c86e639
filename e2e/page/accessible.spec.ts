import { expect, PHONE, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";
import { blankButtons } from "./blank-buttons.ts";
import { findings } from "./findings.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any state of the page (${colorScheme})`, async ({ startLab, enter, browser }) => {
    test.setTimeout(300_000);
    const lab = await startLab();
    const context = await browser.newContext({ colorScheme });
    const form = await context.newPage();
    await form.goto(lab.url);
    await expect(form.getByText("chat-3")).toBeVisible();
    expect(await findings(form)).toEqual([]);
    await context.close();

    const [ada, bo] = await onDifferentInstances(
      lab,
      (at, name, options) => enter(at, name, { ...options, browser: { colorScheme } }),
      ["Ada", "Bo"],
    );
    const { page } = ada;
    await ada.say("hello https://example.com");
    await bo.say("out of earshot");
    await expect(ada.verdict).toContainText("is split");
    await expect(ada.unheard).toBeVisible();
    expect(await findings(page)).toEqual([]);

    await page.getByRole("button", { name: "Why?" }).click();
    await expect(page.getByRole("group", { name: "Why" })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "go there where Bo is" }).click();
    await expect(page.getByRole("group", { name: "To Bo" })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await ada.openLab();
    await ada.stickiness.click();
    await expect(page.getByText("Stickiness is off", { exact: true }).first()).toBeVisible();
    await ada.lab.getByRole("button", { name: "Run the experiment" }).click();
    await expect(ada.lab.getByRole("table", { name: /never reached somebody/ })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await ada.lab.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("button", { name: "Close the lab" }).click();

    const home = await ada.instance();
    await lab.kill(home);
    await expect(ada.vanished).toHaveCount(1);
    expect(await findings(page)).toEqual([]);

    await page.getByRole("button", { name: new RegExp(`^${home} `) }).click();
    await expect(page.getByRole("group", { name: home })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Ada: change nickname" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("textbox", { name: "Nickname" }).fill("Ada L.");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await expect(page.getByText("You are Ada L. now")).toBeVisible();
    expect(await findings(page)).toEqual([]);

    await page.setViewportSize(PHONE.viewport!);
    expect(await findings(page)).toEqual([]);
    for (const panel of ["Rooms", "Who and where", "Lab"]) {
      await page.getByRole("button", { name: panel, exact: true }).click();
      await expect(page.getByRole("dialog", { name: panel })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
}

test("the menu of an instance opens beside its card, also in a window that was wider when it opened last @control", async ({
  lab,
  enter,
}) => {
  const { page, card } = await enter(lab, "Ada").then((ada) => ({ page: ada.page, card: ada.card("chat-3") }));
  const menu = page.getByRole("group", { name: "chat-3" });
  const expectBeside = async () => {
    await expect(menu).toBeVisible();
    const [above, below] = [await menu.boundingBox(), await card.boundingBox()];
    expect(below!.y - (above!.y + above!.height)).toBeCloseTo(8, -1);
  };
  for (const viewport of [{ width: 1440, height: 900 }, PHONE.viewport!]) {
    await page.setViewportSize(viewport);
    await card.click();
    await expectBeside();
    await page.keyboard.press("Escape");
  }
  await card.click();
  await expect(menu).toBeVisible();
  await page.setViewportSize({ width: 844, height: 700 });
  await expect(expectBeside).toPass();
});

test("axe finds nothing while no session comes up", async ({ startLab, enter }) => {
  const lab = await startLab({ stickiness: false });
  const ada = await enter(lab, "Ada", { transport: "default", waitForRoom: false });
  await expect(ada.verdict).toContainText("No session comes up");
  expect(await findings(ada.page)).toEqual([]);
});

test("a phone: rooms, people, the lab and the path are within reach, and nothing is cut off @control", async ({
  lab,
  enter,
}) => {
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
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Drop my connection" }).click();
  await expect(ada.lab.getByText(/Back on /)).toBeVisible();
  expect(await blankButtons(ada.page)).toEqual([]);
  await ada.page.keyboard.press("Escape");
  await expect(ada.page.getByRole("dialog")).toHaveCount(0);
  await ada.page.getByRole("button", { name: "Ada: change nickname" }).click();
  await expect(ada.page.getByRole("dialog")).toBeVisible();
  expect(await blankButtons(ada.page)).toEqual([]);
  await ada.page.keyboard.press("Escape");
  await expect(ada.stickiness).toBeVisible();
  await ada.page.getByRole("button", { name: /^stickiness/ }).click();
  await expect(ada.page.getByText("An open WebSocket stays where it is, with stickiness or without.")).toBeVisible();
  await ada.page.keyboard.press("Escape");
  for (const instance of lab.instances) await expect(ada.card(instance)).toBeInViewport({ ratio: 1 });
  const wider = await ada.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBe(0);
});
