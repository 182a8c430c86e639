import { readFileSync, readdirSync } from "node:fs";
import { UserError } from "../../machine/user-error.ts";

/** Microseconds of CPU that all threads of a process have used so far. */
export function cpuMicroseconds(pid: number): number {
  let nanoseconds = 0;
  for (const thread of threads(pid)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // It has just ended.
    }
  }
  return nanoseconds / 1000;
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    throw new UserError(`the CPU time of process ${pid} cannot be read; this needs Linux and a process that runs`);
  }
}

/** What a process holds in memory, in kB. */
export function residentKilobytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
