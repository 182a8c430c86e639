import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";

/** Without a window, which costs as much as half of a scenario: a full Chromium draws its own buttons even when headless. */
const SHELL = "chromium-headless-shell";
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** How every browser of the tests is started. */
export const BROWSER_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `CHROMIUM_PATH` names something that cannot be run. */
export class BrowserError extends Error {
  override name = "BrowserError";
}

/**
 * A Chromium that starts: the one that `CHROMIUM_PATH` names, Playwright's own, or the system's. A file is not enough:
 * Ubuntu's `chromium-browser` only asks for a snap, and Playwright's own may lack its libraries.
 * @returns null when there is none.
 * @throws {BrowserError}
 */
export async function findBrowser({ needsWindow = false } = {}): Promise<string | null> {
  const { CHROMIUM_PATH: named, PATH = "" } = process.env;
  if (named) {
    if (isExecutable(named) && (await starts(named))) return named;
    throw new BrowserError(
      `CHROMIUM_PATH is "${named}"; allowed: the path of a Chromium or Chrome that can be started`,
    );
  }
  const names = needsWindow ? NAMES : [SHELL, ...NAMES];
  const onPath = names.flatMap((name) => PATH.split(path.delimiter).map((folder) => path.join(folder, name)));
  for (const file of [chromium.executablePath(), ...onPath, ...MAC]) {
    if (isExecutable(file) && (await starts(file))) return file;
  }
  return null;
}

async function starts(executablePath: string): Promise<boolean> {
  try {
    const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
