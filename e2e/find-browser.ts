import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The Chromium that the tests drive: the one that `CHROMIUM_PATH` names, Playwright's own, or the system's.
 * @returns null when there is none.
 * @throws when `CHROMIUM_PATH` names something that cannot be run.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env["CHROMIUM_PATH"];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH is "${named}"; allowed: the path of a Chromium or Chrome that can be run`);
  }
  const onPath = (env["PATH"] ?? "")
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [chromium.executablePath(), ...onPath, ...MAC].find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
