import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

test("with the keyboard alone: join, talk, look why, switch, drop, rename, and the focus is always seen", async ({
  startLab,
  browser,
}) => {
  const lab = await startLab();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const { keyboard } = page;
  await page.goto(lab.url);
  await expect(page.getByRole("textbox", { name: "Nickname" })).toBeFocused();
  await keyboard.type("Ada");
  await keyboard.press("Enter");
  const message = page.getByRole("textbox", { name: "Message #lobby" });
  await expect(message).toBeEnabled();

  await tabTo(page, "Message #lobby");
  await keyboard.type("typed, never clicked");
  await keyboard.press("Enter");
  await expect(page.getByRole("log").getByText("typed, never clicked")).toBeVisible();

  await tabTo(page, "Skip to the message field");
  await keyboard.press("Enter");
  await expect(message).toBeFocused();
  await tabTo(page, "Stickiness");
  await expect(page.getByText("Cookies are not honoured: each new request goes to the next instance")).toBeVisible();
  await keyboard.press("Space");
  await expect(page.getByRole("switch", { name: "Stickiness" })).not.toBeChecked();

  await tabTo(page, /^chat-1/);
  await keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "chat-1" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(page.getByRole("group", { name: "chat-1" })).toBeHidden();

  await tabTo(page, "Drop my connection");
  await keyboard.press("/");
  await expect(message).toBeFocused();
  await tabTo(page, "Drop my connection");
  await keyboard.press("Enter");
  await expect(page.getByText(/^(Back on|Moved) /).first()).toBeVisible();

  await tabTo(page, "Details");
  await keyboard.press("Enter");
  await tabTo(page, "Ada: change nickname");
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Change nickname" })).toBeVisible();
  await tabTo(page, "Nickname");
  await keyboard.press("Control+A");
  await keyboard.type("Ada L.");
  await keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Members with you" }).getByText("Ada L.", { exact: true })).toBeVisible();

  await tabTo(page, "Lab");
  await keyboard.press("Enter");
  await tabTo(page, "Send 20 numbered messages");
  await keyboard.press("Enter");
  await expect(page.getByText(/20 accepted by/).first()).toBeVisible();
  await context.close();
});

/** Presses Tab until this has the focus, and holds each stop on the way to have a name and a visible focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      // The choices of a popover have their outline on the whole entry.
      const after = getComputedStyle(element, "::after");
      const isSeen =
        element.matches(":focus-visible") &&
        ((outlineStyle !== "none" && outlineWidth !== "0px") || after.outlineStyle !== "none");
      const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
      const words = element.getAttribute("aria-label") ?? label?.[0]?.textContent ?? element.textContent ?? "";
      return { name: words.trim(), isSeen };
    });
    if (stop && (typeof name === "string" ? stop.name === name : name.test(stop.name))) {
      expect(stop.isSeen, `the focus on "${stop.name}" is seen`).toBe(true);
      return;
    }
    if (stop) expect(stop, "each stop has a name, and its focus is seen").toMatchObject({ isSeen: true });
    if (stop) expect(stop.name).not.toBe("");
    await page.keyboard.press("Tab");
  }
  throw new Error(`sixty times Tab, and never on ${name}`);
}
