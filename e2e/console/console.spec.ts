import { io } from "socket.io-client";
import { expect, PHONE, test } from "../fixtures.ts";
import { findings } from "../page/findings.ts";

const POLLING = { transports: ["polling"], reconnection: false, forceNew: true };

test("the console names both instances of an unknown session, and why it was asked there", async ({
  startLab,
  browser,
}) => {
  const lab = await startLab({ stickiness: false });
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await page.goto(lab.controlUrl);
  await expect(page.getByRole("list", { name: "Targets" }).getByRole("listitem")).toHaveCount(3);
  const socket = io(lab.url, POLLING);
  const session = page.getByRole("listitem").filter({ hasText: "Session ID unknown" }).first();
  await expect(session).toContainText(
    /made by chat-([123]).*400 Session ID unknown at chat-(?!\1)[123].*: stickiness is off, and round_robin chose/s,
  );
  socket.close();
  const charted = page.getByRole("list", { name: "Session ID unknown, last two minutes" });
  await expect(charted).toHaveText(/at most (?!0)[\d.]+ \/s/);
  await expect(page.getByText("Stickiness is off: no cookie counts.")).toBeVisible();

  // With it on again, a client that drops its cookie is told apart from one that has none to drop.
  await page.getByRole("switch", { name: "Stickiness" }).click();
  await expect(page.getByRole("status")).toHaveText(/Stickiness is on/);
  await page.getByRole("searchbox", { name: "Filter" }).fill('"no cookie came"');
  const cookieless = io(lab.url, POLLING);
  await expect(
    page.getByRole("listitem").filter({ hasText: "no cookie came with that request" }).first(),
  ).toBeVisible();
  cookieless.close();

  await page.getByRole("button", { name: "Copy as JSON" }).click();
  await expect(page.getByRole("status")).toHaveText(/^Copied/);
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
    sessions: { madeBy: { target: string }; unknown: { target: string; why: string } }[];
  };
  const [first] = copied.sessions;
  expect(first!.unknown.why).toContain("no cookie came");
  expect(first!.unknown.target).not.toBe(first!.madeBy.target);
  await context.close();
});

test("the console pauses, filters, and acts on targets, by keyboard too", async ({ startLab, browser }) => {
  const lab = await startLab({ instances: 2 });
  const page = await (await browser.newContext()).newPage();
  await page.goto(lab.controlUrl);
  const rows = page.getByRole("table").getByRole("row");
  await fetch(`${lab.url}/health?first`);
  await expect(rows.filter({ hasText: "/health?first" })).toHaveText(/no cookie.*GET \/health\?first.*chat-[12].*200/);

  await page.getByRole("button", { name: "Pause" }).press("Enter");
  await fetch(`${lab.url}/health?second`);
  await expect(page.getByRole("button", { name: "Go on (1 passed)" })).toBeVisible();
  await expect(rows.filter({ hasText: "/health?second" })).toHaveCount(0);
  await page.getByRole("button", { name: "Go on" }).press("Enter");
  await expect(rows.filter({ hasText: "/health?second" })).toHaveCount(1);

  await page.getByRole("searchbox", { name: "Filter" }).fill("-second");
  await expect(rows.filter({ hasText: "/health?second" })).toHaveCount(0);
  await expect(rows.filter({ hasText: "/health?first" })).toHaveCount(1);

  await page.getByRole("button", { name: /^chat-2/ }).press("Enter");
  await page.getByRole("button", { name: "Kill chat-2" }).press("Enter");
  await expect(page.getByRole("status")).toHaveText("chat-2 was killed (SIGKILL).");
  await expect(page.getByRole("button", { name: /^chat-2/ })).toContainText("exited");
  await page.context().close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the console, and nothing is wider than a phone (${colorScheme})`, async ({
    startLab,
    browser,
  }) => {
    const lab = await startLab({ stickiness: false });
    const page = await (await browser.newContext({ colorScheme })).newPage();
    await page.goto(lab.controlUrl);
    const socket = io(lab.url, POLLING);
    await expect(page.getByText("400 Session ID unknown").first()).toBeVisible();
    socket.close();
    lab.pause("chat-3");
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: /^chat-1/ }).click();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, PHONE.viewport!]) {
      await page.setViewportSize(viewport);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      // One line of words, or two.
      expect((await page.locator("thead").boundingBox())!.height).toBeLessThan(60);
      const folder = process.env["CONSOLE_PICTURES"];
      if (folder) await page.screenshot({ path: `${folder}/console-${viewport.width}-${colorScheme}.png` });
    }
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });
}
