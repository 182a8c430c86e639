import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { LabControl } from "./lab-control.ts";
import { openNetwork, type Network } from "./open-network.ts";
import type { Screen } from "./screen.ts";
import { readScreen } from "./screen.ts";
import type { WindowTruth } from "./truth.ts";
import { watchWire, type WindowWire } from "./window-wire.ts";

export interface WalkBrowser {
  label: string;
  context: BrowserContext;
  network: Network;
  isOffline: boolean;
  cutSince: number | null;
  windows: WalkWindow[];
}

export interface WalkWindow {
  label: string;
  browser: WalkBrowser;
  name: string;
  /** The rooms that it is in; it looks at the first. */
  rooms: string[];
  transport: WindowTruth["transport"];
  page: Page;
  wire: WindowWire;
  isDisconnected: boolean;
}

/** The people of a walk: browsers, each with a network and cookies of its own, and their windows. */
export interface World {
  lab: LabControl;
  room: string;
  otherRoom: string;
  readonly browsers: readonly WalkBrowser[];
  readonly windows: readonly WalkWindow[];
  openBrowser(): Promise<WalkBrowser>;
  openWindow(browser: WalkBrowser, how: { transport: WindowTruth["transport"]; name?: string }): Promise<WalkWindow>;
  closeWindow(window: WalkWindow): Promise<void>;
  closeBrowser(browser: WalkBrowser): Promise<void>;
  truthOf(window: WalkWindow): Promise<WindowTruth>;
  screenOf(window: WalkWindow): Promise<Screen | null>;
  close(): Promise<void>;
}

const NAMES = ["Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gil", "Hal", "Ina", "Jo", "Kim", "Lev", "Mo", "Nan", "Oz"];
const IN_MS = 5_000;
const AGAIN_MS = 300;
const LOOK_MS = 50;
/** A session that meets another instance so often in a row does not come up soon. */
const REFUSALS = 2;
/** As somebody has it who has opened the details once. */
const OPEN_DETAILS = `try { localStorage["sticky-rooms:details"] ??= "true" } catch {}`;
/** What the compiler of this program puts around named functions. */
const KEEP_NAMES = "globalThis.__name ??= (one) => one";

export function createWorld(chromium: Browser, lab: LabControl, room: string): World {
  const browsers: WalkBrowser[] = [];
  let people = 0;
  let made = 0;

  const world: World = {
    lab,
    room,
    otherRoom: `${room}-side`,
    browsers,
    get windows() {
      return browsers.flatMap(({ windows }) => windows);
    },
    async openBrowser() {
      const network = await openNetwork();
      const context = await chromium.newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: "reduce",
        proxy: network.proxy,
      });
      await context.addInitScript(`${KEEP_NAMES}; ${OPEN_DETAILS}`);
      const browser = { label: `browser ${++made}`, context, network, isOffline: false, cutSince: null, windows: [] };
      browsers.push(browser);
      return browser;
    },
    async openWindow(browser, { transport, name = NAMES[people++ % NAMES.length]! }) {
      const page = await browser.context.newPage();
      page.setDefaultTimeout(5_000);
      const wire = await watchWire(page);
      const label = `${name}'s window (${browser.label}, ${transport})`;
      const window: WalkWindow = { label, browser, name, rooms: [room], transport, page, wire, isDisconnected: false };
      browser.windows.push(window);
      const query = new URLSearchParams({ room, name, ...(transport === "auto" ? {} : { transport }) });
      const url = `${lab.url}/?${query}`;
      await loads(world, window, () => page.goto(url, { timeout: 15_000 }));
      await isIn(window);
      return window;
    },
    async closeWindow(window) {
      window.browser.windows.splice(window.browser.windows.indexOf(window), 1);
      await window.page.close();
    },
    async closeBrowser(browser) {
      browsers.splice(browsers.indexOf(browser), 1);
      await browser.context.close();
      await browser.network.close();
    },
    async truthOf({ name, rooms, transport, browser, wire, isDisconnected }) {
      const cookies = await browser.context.cookies(lab.url);
      const value = (cookies.find((one) => one.name === "AWSALBCORS") ?? cookies.find((one) => one.name === "AWSALB"))
        ?.value;
      return {
        name,
        room: rooms[0]!,
        rooms,
        transport,
        cutSince: browser.cutSince,
        isDisconnected,
        home: wire.home,
        welcomes: wire.welcomes.slice(),
        cookie: value === undefined ? null : { value, opened: await lab.openCookie(value) },
        browser: browser.windows.map((one) => ({ name: one.name, room: one.rooms[0]!, home: one.wire.home })),
        seen: new Map(wire.seen),
      };
    },
    async screenOf({ page }) {
      // A page that is being loaded has no screen yet.
      return page.evaluate(readScreen).catch(() => null);
    },
    async close() {
      for (const browser of browsers.slice()) await world.closeBrowser(browser);
    },
  };
  return world;
}

/** Lets a window load its page. One that does not come has no screen and tells no other window of itself: a person closes it. */
export async function loads(world: World, window: WalkWindow, load: () => Promise<unknown>): Promise<void> {
  try {
    await load();
  } catch (error) {
    await world.closeWindow(window);
    throw error;
  }
}

/** Waits until a window is in its room, as long as that may take when it can, or until its polls are refused again and again. */
export async function isIn({ page, rooms, wire }: Pick<WalkWindow, "page" | "rooms" | "wire">): Promise<void> {
  // A request that met an instance which has just died was answered by the balancer: a person loads the page again.
  while ((await page.locator("#root").count()) === 0) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    await page.reload({ timeout: 15_000 });
  }
  const input = page.getByRole("textbox", { name: `Message #${rooms[0]}`, exact: true });
  const enabled = input.and(page.locator(":enabled"));
  const until = Date.now() + IN_MS;
  while (Date.now() < until && wire.refusals < REFUSALS && (await enabled.count()) === 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
