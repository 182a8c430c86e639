import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** The newest of each line after the oldest Node that package.json allows; npm has them as the package `node`. */
const LINES = [22, 24, 26] as const;
const DAY_MS = 86_400_000;

/** Which line has its turn at this time: another one each day, and never the one that runs us. */
export function nodeOfTheDay(now: number, running: number): number {
  const others = LINES.filter((line) => line !== running);
  return others[Math.floor(now / DAY_MS) % others.length]!;
}

/**
 * Gets a Node from npm, once for this machine.
 * @returns the folder that has `node` in it.
 * @throws when npm cannot bring it, or it does not run here.
 */
export async function installNode(line: number): Promise<string> {
  const folder = path.join(tmpdir(), `sticky-rooms-node-${line}`);
  const bin = path.join(folder, "node_modules/node/bin");
  const run = promisify(execFile);
  const isThere = () =>
    run(path.join(bin, "node"), ["--version"]).then(
      () => true,
      () => false,
    );
  if (await isThere()) return bin;
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
  await run("npm", ["install", "--prefix", folder, `node@${line}`, ...quiet], { timeout: 300_000 });
  if (!(await isThere())) throw new Error(`node@${line} from npm does not run here`);
  return bin;
}
