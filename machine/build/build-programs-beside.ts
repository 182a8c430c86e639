import path from "node:path";
import { isPackaged } from "../own-program.ts";
import { startChild } from "../processes/start-child.ts";
import { areProgramsBuilt } from "./build-programs.ts";

const BOOTSTRAP = path.resolve(import.meta.dirname, "../..", "tooling/bootstrap/run-entry.js");

/**
 * Builds the programs for the next start, in a process of its own, while this one already serves. It tells only that it
 * could not. `close` ends it, built or not.
 */
export function buildProgramsBeside(onProblem: (line: string) => void): { close(): Promise<void> } {
  if (isPackaged || areProgramsBuilt()) return { close: async () => {} };
  const child = startChild(process.execPath, [BOOTSTRAP, "machine/build/programs-main.ts"], { detached: true });
  let isClosed = false;
  void child.ended.then(({ code, how }) => {
    if (code !== 0 && !isClosed)
      onProblem(`could not build what makes the next start quicker (${how}); npm start works without`);
  });
  return {
    async close() {
      isClosed = true;
      await child.kill();
    },
  };
}
