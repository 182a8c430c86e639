import { test as base, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { startAlb, type Alb, type AlbOptions } from "./alb.ts";

export { expect } from "@playwright/test";
export type { Alb, AlbOptions } from "./alb.ts";

export interface StickyRoomsFixtures {
  /** `test.use({ albOptions: { command: ["node", "server.js"] } })` */
  albOptions: AlbOptions;
  /** Your application behind the balancer, started for this test alone when it asks for it. */
  alb: Alb;
  /** One more person: a browser context with a cookie jar of its own, closed when the test is over. */
  person: (options?: BrowserContextOptions) => Promise<BrowserContext>;
}

/** Playwright's `test` with an application of several instances, and people. */
export const test = base.extend<StickyRoomsFixtures>({
  albOptions: [{}, { option: true }],

  alb: async ({ albOptions }, use) => {
    const alb = await startAlb(albOptions);
    await use(alb);
    await alb.close();
  },

  person: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },
});
