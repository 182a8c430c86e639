// Sees to it that there is a browser before the browser tests run: finds one, or installs one, or says how to.
import { spawnSync } from "node:child_process";
import { findBrowser } from "./find-browser.ts";

const HOW = `The browser tests need Chromium, and there is none. One of these gives it:
  npx playwright install chromium            Playwright's own
  sudo apt-get install chromium              Debian, Ubuntu
  CHROMIUM_PATH=/path/to/chrome npm test     one that you have`;

const isRoot = process.getuid?.() === 0;
const INSTALLERS: string[][] = [
  ["npx", "--no-install", "playwright", "install", "chromium"],
  ...(isRoot ? [["sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"]] : []),
];

/** Stops with a sentence and exit code 2: there is nothing to drive. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function find(): string | null {
  try {
    return findBrowser();
  } catch (error) {
    return refuse((error as Error).message);
  }
}

let browser = find();
for (const [command = "", ...args] of browser ? [] : INSTALLERS) {
  process.stderr.write(`no Chromium found; trying: ${command} ${args.join(" ")}\n`);
  spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
  browser = find();
  if (browser) break;
}
if (!browser) refuse(HOW);
process.stderr.write(`browser: ${browser}\n`);
