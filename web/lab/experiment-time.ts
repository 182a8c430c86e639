import type { ExperimentRun } from "../../protocol/control/experiment-run.ts";

/** Fewer say little of the others. */
const ENOUGH = 3;

/** How long the rest takes if it takes as long as what is done: in words, or null while that cannot be told. */
export function experimentTimeLeft(
  { state, startedAt, cells }: Pick<ExperimentRun, "state" | "startedAt" | "cells">,
  now: number,
): string | null {
  const done = cells.filter(({ phase }) => phase === "done").length;
  if (state !== "running" || startedAt === null || done < ENOUGH) return null;
  const seconds = (((now - startedAt) / done) * (cells.length - done)) / 1_000;
  if (seconds < 50) return `about ${Math.max(10, Math.ceil(seconds / 10) * 10)} s left`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}
