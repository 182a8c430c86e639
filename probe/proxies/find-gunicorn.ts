import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findProgram } from "../../machine/processes/find-program.ts";

/** gunicorn, where its own Python has python-socketio and eventlet too; null where it has not. */
export function findGunicorn(): string | null {
  const file = findProgram("gunicorn");
  if (!file) return null;
  const [, python] = /^#!(\S+)/.exec(readFileSync(file, "utf8")) ?? [];
  const has = python && spawnSync(python, ["-c", "import socketio, eventlet"], { stdio: "ignore" }).status === 0;
  return has ? file : null;
}
