import { readFileSync } from "node:fs";

/** Files besides connections: standard streams, log, Redis, the page's files as they are read. */
const OTHERS = 100;

/** How many connections the limit of open files allows; null where it is not known (only Linux tells). */
export function connectionsWithin(limits: string = readLimits()): number | null {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Math.max(1, Number(soft) - OTHERS);
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}
