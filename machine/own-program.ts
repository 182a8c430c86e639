import path from "node:path";

/** In a clone this is a source file; in the package, part of `dist/cli/`. */
const IS_BUILT = import.meta.filename.endsWith(".js");

/** Of the clone or of the package. Built files lie as deep in the package as this file's folder in a clone. */
const ROOT = IS_BUILT ? path.resolve(import.meta.dirname, "../..") : path.resolve(import.meta.dirname, "..");

/** The packaged program is built: there is nothing to build. */
export const isPackaged = IS_BUILT;

/** What Node runs as one of our commands: a source file of the clone, or a word of the package's program. */
export function ownProgram(command: { source: string; word: string }): string[] {
  if (IS_BUILT) return [path.join(ROOT, "dist/cli/main.js"), command.word];
  return [path.join(ROOT, "tooling/bootstrap/run-entry.js"), command.source];
}
