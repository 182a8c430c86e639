import { randomUUID } from "node:crypto";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { test as base } from "../playwright/test.ts";
import { startLab, type Lab, type LabOptions } from "../lab/start-lab.ts";
import { DEPLOYMENT } from "./deployment-url.ts";
import { findLab, isSticky, type TestedLab } from "./tested-lab.ts";
import { RoomPage } from "./room-page.ts";

export type Transport = "default" | "websocket" | "polling";

export interface EnterOptions {
  /** A window of that person's browser, sharing its cookies; else a browser of its own. */
  sameBrowserAs?: RoomPage;
  room?: string;
  transport?: Transport;
  /** How the browser of a new person is: a phone, a dark one. */
  browser?: BrowserContextOptions;
  /** What the window is made ready with before it opens the chat. */
  before?: (page: Page) => Promise<unknown>;
  /** Do not wait until the page is in the room. */
  waitForRoom?: boolean;
  /** Begin as a first visit does: without details. */
  firstVisit?: boolean;
}

interface WorkerFixtures {
  /** The deployment that E2E_URL names, else a lab for scenarios that only flip attributes. */
  sharedLab: TestedLab;
}

interface TestFixtures {
  /** How `lab` has to be when the scenario begins. */
  stickiness: boolean;
  /**
   * A lab, or the deployment that E2E_URL names. A scenario that needs the control API, itself or through the page, has
   * the tag @control in its title: it is left out where there is none.
   */
  lab: TestedLab;
  /** A lab of the test's own, for scenarios that kill instances; left out where E2E_URL names a deployment. */
  startLab: (options?: LabOptions) => Promise<Lab>;
  /** Opens the chat as a person: a new browser (a context with its own cookies) or another window of one. */
  enter: (lab: { url: string }, name: string, options?: EnterOptions) => Promise<RoomPage>;
  room: string;
}

/** Pings and checks quick enough that nobody waits for a timeout; everything else as `npm start` has it. */
const QUICK: LabOptions = { env: { PING_INTERVAL_MS: "2000", PING_TIMEOUT_MS: "2000" } };

/** So that a scenario need not wait long until the balancer knows that an instance hangs, died or is back. */
export const QUICK_HEALTH_CHECKS = {
  shortDurations: true,
  healthCheck: { intervalSeconds: 0.5, timeoutSeconds: 0.5 },
} satisfies LabOptions["balancer"];

export const test = base.extend<TestFixtures, WorkerFixtures>({
  sharedLab: [
    // Playwright reads a fixture's dependencies from this pattern; it has none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      if (DEPLOYMENT) return use(await findLab(DEPLOYMENT));
      const lab = await startLab(QUICK);
      await use(await findLab(lab.url));
      await lab.close();
    },
    { scope: "worker" },
  ],

  stickiness: [true, { option: true }],

  lab: async ({ sharedLab, stickiness }, use, testInfo) => {
    const { lacking } = sharedLab;
    testInfo.skip(lacking !== null && testInfo.tags.includes("@control"), `needs the control API, and ${lacking}`);
    if (lacking === null) {
      await sharedLab.control.modify({ "stickiness.enabled": String(stickiness) });
      await sharedLab.control.leadRooms(false);
    } else {
      const [is, wanted] = stickiness ? ["off", "true"] : ["on", "false"];
      const how = `stickiness is ${is} there; run it again after terraform apply -var stickiness_enabled=${wanted}`;
      testInfo.skip((await isSticky(sharedLab.url)) !== stickiness, how);
    }
    await use(sharedLab);
  },

  // oxlint-disable-next-line no-empty-pattern
  startLab: async ({}, use, testInfo) => {
    testInfo.skip(DEPLOYMENT !== null, "needs a lab of its own, whose instances it may kill or start otherwise");
    const started: Lab[] = [];
    await use(async (options = {}) => {
      const lab = await startLab({ ...QUICK, ...options, env: { ...QUICK.env, ...options.env } });
      started.push(lab);
      return lab;
    });
    for (const lab of started) await lab.close();
  },

  // oxlint-disable-next-line no-empty-pattern
  room: async ({}, use) => {
    await use(`room-${randomUUID().slice(0, 13)}`);
  },

  enter: async ({ person: enterBrowser, room }, use) => {
    await use(async (lab, name, options = {}) => {
      const context = options.sameBrowserAs?.page.context() ?? (await enterBrowser({ ...DESKTOP, ...options.browser }));
      const person = new RoomPage(await context.newPage(), name, options.room ?? room);
      // As somebody has it who has opened them once; what a first visit shows is tested where it says so.
      if (!options.firstVisit) await person.page.addInitScript(OPEN_DETAILS);
      await options.before?.(person.page);
      await person.open(lab.url, options.transport);
      if (options.waitForRoom ?? true) await person.isIn();
      return person;
    });
  },
});

const OPEN_DETAILS = `try { localStorage["sticky-rooms:details"] ??= "true" } catch {}`;

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

/** As wide as a phone; touch stays off, since what is pressed is the same. */
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 } };

export { expect } from "../playwright/test.ts";
