import { test as base, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { startCluster, type Cluster, type ClusterOptions } from "../local/cluster.ts";
import { RoomPage } from "./room-page.ts";

export type Transport = "default" | "websocket" | "polling";

export interface EnterOptions {
  /** A window of that person's browser, sharing its cookies; else a browser of its own. */
  sameBrowserAs?: RoomPage;
  room?: string;
  transport?: Transport;
  /** How the browser of a new person is: a phone, a dark one. */
  browser?: BrowserContextOptions;
  /** Do not wait until the page is in the room. */
  waitForRoom?: boolean;
}

interface WorkerFixtures {
  /** A lab for scenarios that only flip attributes; it is put right before each test. */
  sharedLab: Cluster;
}

interface TestFixtures {
  lab: Cluster;
  /** A lab of the test's own, for scenarios that kill instances. */
  startLab: (options?: ClusterOptions) => Promise<Cluster>;
  /** Opens the chat as a person: a new browser (a context with its own cookies) or another window of one. */
  enter: (lab: Cluster, name: string, options?: EnterOptions) => Promise<RoomPage>;
  room: string;
}

/** Pings and checks quick enough that nobody waits for a timeout; everything else as `npm start` has it. */
const QUICK: ClusterOptions = { env: { PING_INTERVAL_MS: "2000", PING_TIMEOUT_MS: "2000" } };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  sharedLab: [
    // Playwright reads a fixture's dependencies from this pattern; it has none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const cluster = await startCluster(QUICK);
      await use(cluster);
      await cluster.close();
    },
    { scope: "worker" },
  ],

  lab: async ({ sharedLab }, use) => {
    sharedLab.balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "true" });
    await use(sharedLab);
  },

  // oxlint-disable-next-line no-empty-pattern
  startLab: async ({}, use) => {
    const started: Cluster[] = [];
    await use(async (options = {}) => {
      const cluster = await startCluster({ ...QUICK, ...options, env: { ...QUICK.env, ...options.env } });
      started.push(cluster);
      return cluster;
    });
    for (const cluster of started) await cluster.close();
  },

  // oxlint-disable-next-line no-empty-pattern
  room: async ({}, use, testInfo) => {
    await use(`room-${testInfo.testId.slice(-12)}-${testInfo.repeatEachIndex}`);
  },

  enter: async ({ browser, room }, use) => {
    const contexts = new Set<BrowserContext>();
    await use(async (lab, name, options = {}) => {
      const context =
        options.sameBrowserAs?.page.context() ?? (await browser.newContext({ ...DESKTOP, ...options.browser }));
      contexts.add(context);
      const person = new RoomPage(await context.newPage(), name, options.room ?? room);
      await person.open(lab.url, options.transport);
      if (options.waitForRoom ?? true) await person.isIn();
      return person;
    });
    for (const context of contexts) await context.close();
  },
});

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

/** As wide as a phone; touch stays off, since what is pressed is the same. */
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 } };

export { expect } from "@playwright/test";
