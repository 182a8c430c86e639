import { existsSync } from "node:fs";
import path from "node:path";

/** In a clone this is a source file or part of `dist/programs/`; in the package, part of `dist/cli/`. */
const IS_BUILT = import.meta.filename.endsWith(".js");

/** Of the clone or of the package. */
const ROOT = path.resolve(import.meta.dirname, IS_BUILT ? "../.." : "..");

/** What a clone starts its commands with; the package has none. */
const BOOTSTRAP = path.join(ROOT, "tooling/bootstrap/run-entry.js");

/** The packaged program is built: there is nothing to build. */
export const isPackaged = IS_BUILT && !existsSync(BOOTSTRAP);

/** What Node runs as one of our commands: a source file of the clone, or a word of the package's program. */
export function ownProgram(command: { source: string; word: string }): string[] {
  return isPackaged ? [path.join(ROOT, "dist/cli/main.js"), command.word] : [BOOTSTRAP, command.source];
}
