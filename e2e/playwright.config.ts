import { defineConfig } from "@playwright/test";
import { DEPLOYMENT } from "./deployment-url.ts";
import { findBrowser } from "./find-browser.ts";

const browser = findBrowser();
if (!browser) throw new Error("there is no Chromium; `npm run e2e` finds or installs one, or says how to");

const MEASURED = "page/crowd.spec.ts";

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  globalSetup: DEPLOYMENT ? "./find-deployment.ts" : "./build-once.ts",
  fullyParallel: true,
  // Scenarios that flip stickiness flip it for everybody on a deployment.
  workers: DEPLOYMENT ? 1 : 2,
  forbidOnly: Boolean(process.env["CI"]),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./report-left-out.ts"]],
  // What is measured has the machine to itself.
  projects: [
    { name: "scenarios", testIgnore: MEASURED },
    { name: "measured", testMatch: MEASURED, dependencies: ["scenarios"] },
  ],
  use: {
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
