import path from "node:path";
import { isPackaged } from "../own-program.ts";
import { startChild, type Child } from "../processes/start-child.ts";
import { areProgramsBuilt } from "./build-programs.ts";

const BOOTSTRAP = path.resolve(import.meta.dirname, "../..", "tooling/bootstrap/run-entry.js");

/** A person who has just started it looks at the page first; what ends before builds nothing. */
const AFTER_MS = 10_000;

/**
 * Builds the programs for the next start, in a process of its own, when this one has served for a while. It tells only that
 * it could not. `close` ends it, built or not.
 */
export function buildProgramsBeside(onProblem: (line: string) => void): { close(): Promise<void> } {
  let child: Child | null = null;
  const timer = setTimeout(() => {
    if (isPackaged || areProgramsBuilt()) return;
    const building = startChild(process.execPath, [BOOTSTRAP, "machine/build/programs-main.ts"], { detached: true });
    child = building;
    void building.ended.then(({ code, how }) => {
      if (code === 0 || child === null) return;
      onProblem(`could not build what makes the next start quicker (${how}); npm start works without`);
    });
  }, AFTER_MS);
  return {
    async close() {
      clearTimeout(timer);
      const building = child;
      child = null;
      await building?.kill();
    },
  };
}
