import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, type Browser, type Page } from "puppeteer-core";
import { startLab, type Lab } from "../lab/start-lab.ts";
import { findFirefox } from "./find-firefox.ts";

const firefox = findFirefox();
const missing = firefox ? "" : " (Firefox is missing: sudo apt-get install firefox-esr)";
/** On a slow machine that does other things too. */
const SOON = { timeout: 40_000 };
const TIMEOUT_MS = 180_000;

/** What some browsers draw as a coloured picture, unless it is told to be text. */
const PICTURE = /\p{Extended_Pictographic}(?!\uFE0E)/u;

const words = (page: Page, selector: string) =>
  page.evaluate((one) => document.querySelector(one)?.textContent ?? "", selector);
/** For `expect.poll`. */
const shown = (page: Page, selector: string) => () => words(page, selector);

const MESSAGES = "[aria-label=Messages]";
const VERDICT = "[aria-label=Verdict]";
const INSTANCE = "[aria-label=Connection] .instance-name";
const STICKINESS = '[role=switch][aria-label="Stickiness"]';
const SCENE = "[aria-label=Scene]";

async function isIn(page: Page): Promise<void> {
  await page.waitForSelector('[aria-label="Message #lobby"]:enabled', SOON);
}

async function say(page: Page, text: string): Promise<void> {
  await page.type('[aria-label="Message #lobby"]', text);
  await page.keyboard.press("Enter");
  await expect.poll(shown(page, MESSAGES), SOON).toContain(text);
}

describe.skipIf(missing)(`the chat in Firefox${missing}`, () => {
  let lab: Lab;
  let browser: Browser;
  beforeAll(async () => {
    lab = await startLab();
    browser = await launch({
      browser: "firefox",
      executablePath: firefox!,
      defaultViewport: { width: 1280, height: 800 },
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });

  const isSticky = () => lab.balancer.state().targetGroup.attributes["stickiness.enabled"] === "true";

  /** A window with cookies of its own. */
  const enter = async (name: string) => {
    const context = await browser.createBrowserContext();
    const page = await context.newPage({ type: "window" });
    await page.goto(`${lab.url}/?room=lobby&name=${name}`);
    await isIn(page);
    return page;
  };

  it(
    "join, split, switch and reload",
    async () => {
      const ada = await enter("Ada");
      await say(ada, "where am I?");
      let bo = await enter("Bo");
      for (let tries = 0; (await words(bo, INSTANCE)) === (await words(ada, INSTANCE)); tries += 1) {
        expect(tries).toBeLessThan(10);
        await bo.browserContext().close();
        bo = await enter("Bo");
      }
      await say(bo, "and I?");
      await expect.poll(shown(ada, VERDICT), SOON).toContain("#lobby is split");
      expect(await words(ada, MESSAGES)).not.toContain("and I?");

      const home = await words(ada, INSTANCE);
      await ada.reload();
      await isIn(ada);
      await expect.poll(shown(ada, INSTANCE), SOON).toBe(home);
      await expect.poll(shown(ada, MESSAGES), SOON).toContain("where am I?");

      await ada.click(STICKINESS);
      await expect.poll(isSticky, SOON).toBe(false);
      for (let tries = 0; (await words(ada, INSTANCE)) === home; tries += 1) {
        expect(tries).toBeLessThan(10);
        await ada.reload();
        await isIn(ada);
        await expect.poll(shown(ada, INSTANCE), SOON).not.toBe("");
      }
      await expect.poll(shown(ada, "[role=separator]"), SOON).toContain("You moved");
      // Open since the split.
      expect(await words(ada, "[aria-label=Timeline]")).toContain("Connected to");
      expect(await words(ada, "body")).not.toMatch(PICTURE);
      await ada.click(STICKINESS);
      await expect.poll(isSticky, SOON).toBe(true);
      for (const page of [ada, bo]) await page.browserContext().close();
    },
    TIMEOUT_MS,
  );

  it(
    "the story: scenes are observed, and the lab is put back",
    async () => {
      const page = await browser.newPage();
      await page.goto(`${lab.url}/?scene=3`);
      await expect.poll(shown(page, SCENE), SOON).toMatch(/Observed: Bo came to/);
      await page.keyboard.press("ArrowRight");
      await expect.poll(shown(page, SCENE), SOON).toMatch(/Observed: With stickiness you came back to .*Without it/);
      await page.keyboard.press("Escape");
      await expect.poll(isSticky, SOON).toBe(true);
      await page.close();
    },
    TIMEOUT_MS,
  );
});
