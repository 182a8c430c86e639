import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 50;
const TOUCH_EVERY_MS = 1_000;
/** Who is alive touches the lock again within that time, also where its process number says nothing: in another container. */
const LEFT_BEHIND_MS = 15_000;

/**
 * Runs `work` while no other process does, by the file `lock`, which holds the pid of the one that does. It waits for that
 * one; what a dead process left behind is taken over. (JavaScript: it runs before anything is installed.)
 * @template T
 * @param {string} lock
 * @param {() => Promise<T>} work
 * @param {(pid: string) => void} [onWait] called once, with the pid of the one that is waited for
 * @returns {Promise<T>}
 * @throws {NodeJS.ErrnoException} when the file cannot be written.
 */
export async function alone(lock, work, onWait = () => {}) {
  let isTold = false;
  while (!take(lock)) {
    const holder = readHolder(lock);
    if (holder && isLeft(holder)) putAside(lock);
    else {
      if (!isTold && holder?.pid) onWait(holder.pid);
      isTold ||= Boolean(holder?.pid);
      await pause(LOOK_EVERY_MS);
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  const touching = setInterval(() => utimesSync(lock, new Date(), new Date()), TOUCH_EVERY_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(touching);
    process.removeListener("exit", release);
    release();
  }
}

/**
 * False: somebody else holds it.
 * @param {string} file
 */
function take(file) {
  try {
    const descriptor = openSync(file, "wx");
    writeSync(descriptor, `${process.pid} ${hostname()}\n`);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** @typedef {{ pid: string, host: string, touchedAt: number }} Holder */

/**
 * Null: nobody holds it, or has only just taken it.
 * @param {string} file
 * @returns {Holder | null}
 */
function readHolder(file) {
  try {
    const [, pid = "", host = ""] = /^(\d+) (.+)\n/.exec(readFileSync(file, "utf8")) ?? [];
    return { pid, host, touchedAt: statSync(file).mtimeMs };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** @param {Holder} holder */
function isLeft({ pid, host, touchedAt }) {
  if (Date.now() - touchedAt > LEFT_BEHIND_MS) return true;
  if (pid === "" || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

/**
 * Removes a lock that was left behind. Of several who find it, one moves it; what somebody has taken meanwhile goes back.
 * @param {string} file
 */
function putAside(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const holder = readHolder(aside);
    if (holder && !isLeft(holder)) linkSync(aside, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(codeOf(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return String(/** @type {NodeJS.ErrnoException} */ (error).code);
}
