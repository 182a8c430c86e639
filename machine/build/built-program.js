// Read by the bootstrap, before there is anything that understands TypeScript.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** The programs that are built, by their source. */
export const BUILT = { "lab/main.ts": "dist/programs/lab.js", "cli/alb/main.ts": "dist/programs/alb.js" };

/** What they were made of, as `build-programs.ts` writes it: a line for each file, relative to the project. */
export const BUILT_FROM = "dist/programs/built-from";

/**
 * A program in JavaScript, as `build-programs.ts` makes it; null when it was not made, or of files that have changed since.
 * @param {string} root of the project
 * @param {string} source of the program
 */
export function builtProgram(root, source) {
  const built = new Map(Object.entries(BUILT)).get(source);
  if (built === undefined) return null;
  const stamp = path.join(root, BUILT_FROM);
  try {
    const builtAt = statSync(stamp).mtimeMs;
    const sources = readFileSync(stamp, "utf8").split("\n");
    const areOlder = sources.every((one) => statSync(path.join(root, one)).mtimeMs < builtAt);
    return areOlder ? path.join(root, built) : null;
  } catch {
    // It or one of its sources is not there.
    return null;
  }
}
