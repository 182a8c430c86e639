import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { findProgram } from "../../machine/processes/find-program.ts";

/** The measured process has a processor of its own, where the machine has two and `taskset`; all else shares the others. */
export function putApart(pid: number): void {
  put(pid, "0");
}

/** This process, and those that it starts from now on. */
export function leaveRoom(): void {
  put(process.pid, `1-${cpuCount - 1}`);
}

function put(pid: number, cores: string): void {
  const taskset = findProgram("taskset");
  if (taskset && cpuCount > 1) spawnSync(taskset, ["-a", "-c", "-p", cores, String(pid)], { stdio: "ignore" });
}

/** Before anything is put anywhere. */
const cpuCount = availableParallelism();
