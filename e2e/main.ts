import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { refuse } from "../machine/commands/refuse.ts";
import { BrowserError, findBrowser } from "./find-browser.ts";

// npm run e2e: finds a browser that starts, then hands over to Playwright with the arguments it was given.

const HOW = `The browser tests need Chromium, and none that starts was found. One of these gives it:
  npm test                                   installs one where it can
  npx playwright install --with-deps chromium   Playwright's own
  sudo apt-get install chromium              Debian
  CHROMIUM_PATH=/path/to/chrome npm test     one that you have`;

const needsWindow = ["--headed", "--debug", "--ui"].some((option) => process.argv.includes(option));
const browser = await findBrowser({ needsWindow }).catch((error: unknown) => {
  if (error instanceof BrowserError) return refuse(error.message);
  throw error;
});
// What Playwright can be asked needs none.
if (!browser && !process.argv.includes("--help")) refuse(HOW);
if (browser) process.stderr.write(`browser: ${browser}\n`);

const playwright = path.join(path.dirname(createRequire(import.meta.url).resolve("@playwright/test")), "cli.js");
const child = spawn(process.execPath, [playwright, "test", "-c", "e2e", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, ...(browser && { CHROMIUM_PATH: browser }) },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void child.kill(signal));
child.on("close", (code) => process.exit(code ?? 1));
