import { defineConfig } from "@playwright/test";
import { DEPLOYMENT } from "./deployment-url.ts";
import { BROWSER_ARGS } from "./find-browser.ts";

/** e2e/main.ts sets it. Without it Playwright takes its own browser, or says that there is none. */
const executablePath = process.env["CHROMIUM_PATH"];
const MEASURED = "page/crowd.spec.ts";
/** In the title of each scenario that `npm test` runs; the others are for `npm run test:full`. */
const CORE = /@core/;

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  globalSetup: DEPLOYMENT ? "./find-deployment.ts" : "./build-once.ts",
  fullyParallel: true,
  // Scenarios that flip stickiness flip it for everybody on a deployment.
  workers: DEPLOYMENT ? 1 : 3,
  forbidOnly: Boolean(process.env["CI"]),
  retries: 0,
  // Nothing is timed: a machine with ten times the work of its cores is slow, not wrong.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["./report-outcomes.ts"]],
  projects: [
    { name: "core", grep: CORE },
    { name: "full", grepInvert: CORE, testIgnore: MEASURED },
    // What people copy. It starts an application of its own.
    ...(DEPLOYMENT ? [] : [{ name: "examples", testDir: "../examples", grepInvert: CORE }]),
    // What is measured has the machine to itself, as far as others let it: the best of three counts.
    { name: "measured", testMatch: MEASURED, dependencies: ["full"], retries: 2 },
  ],
  use: {
    // A picture of each step costs a third of a scenario. They are there when one asks for them: --trace on.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
    launchOptions: { ...(executablePath && { executablePath }), args: BROWSER_ARGS },
  },
});
