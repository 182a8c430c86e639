import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findProgram } from "../machine/processes/find-program.ts";

const MAC = "/Applications/Firefox.app/Contents/MacOS/firefox";
/** WebDriver BiDi is whole enough from this ESR on. */
const OLDEST = 140;

/** A Firefox that starts and is new enough; null when there is none. A file is not enough: Ubuntu's only asks for a snap. */
export function findFirefox(): string | null {
  const files = [findProgram("firefox-esr"), findProgram("firefox"), existsSync(MAC) ? MAC : null];
  return files.find((file) => file !== null && versionOf(file) >= OLDEST) ?? null;
}

function versionOf(file: string): number {
  const { stdout } = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return Number(/^Mozilla Firefox (\d+)/.exec(stdout ?? "")?.[1] ?? 0);
}
