import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 50;
const UNWRITTEN_MS = 5_000;

/**
 * Runs `work` while no other process of this machine does, by a file that holds the pid of the one that does. It waits
 * for that one; a file whose process is gone counts for nothing.
 */
export async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!take(lock)) await sleep(LOOK_EVERY_MS);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  if (!isStale(lock)) return false;
  // Renamed first, so that of several that find it stale only one takes it away, and never a fresh one by mistake.
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (!isStale(aside)) renameSync(aside, lock);
    else rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return false;
}

function isStale(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    // Just made, and not written yet; unless its process was killed right there.
    if (pid === 0) return Date.now() - statSync(lock).mtimeMs > UNWRITTEN_MS;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
