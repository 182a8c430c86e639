import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 250;

/**
 * Sends this process SIGTERM when the npm that runs it is gone: a signal that ends npm ends the shell between the two
 * at most, and never gets here.
 */
export function stopWithNpm() {
  const { ppid } = process;
  const shell = readProcess(ppid);
  const npm = shell && shell.name.endsWith("sh") ? shell.parent : null;
  setInterval(() => {
    const isThere = process.ppid === ppid && (npm === null || readProcess(ppid)?.parent === npm);
    if (!isThere) process.kill(process.pid, "SIGTERM");
  }, LOOK_EVERY_MS).unref();
}

/**
 * Null where there is no /proc: there the shell gives way to what it runs, and npm is the parent itself.
 * @param {number} pid
 */
function readProcess(pid) {
  try {
    // The name is in brackets, and may hold anything.
    const [, name, parent] = /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return name === undefined ? null : { name, parent: Number(parent) };
  } catch {
    return null;
  }
}
