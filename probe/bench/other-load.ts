import { readFileSync, readdirSync } from "node:fs";

/** What others did on this machine while we measured. */
export interface OtherLoad {
  /** The part of all processors that they used, from 0 to 1. */
  share: number;
}

/** Above this, others take part in what is measured. */
export const MOST_OTHER_LOAD = 0.08;

interface Sample {
  all: number;
  busy: number;
  ours: number;
}

/** Watches the machine from now on: call the result for what others used since. */
export function watchOtherLoad(): () => OtherLoad {
  const before = sample();
  return () => {
    const after = sample();
    const all = after.all - before.all;
    const others = after.busy - before.busy - Math.max(0, after.ours - before.ours);
    return { share: all > 0 ? Math.max(0, others / all) : 0 };
  };
}

function sample(): Sample {
  const [user, nice, system, idle, wait, irq, softirq, steal] = (
    /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? ""
  )
    .split(" ")
    .map(Number) as [number, number, number, number, number, number, number, number];
  const busy = user + nice + system + irq + softirq + steal;
  return { all: busy + idle + wait, busy, ours: ownTicks() };
}

/** Of this process and all below it, with those that have ended and were waited for. */
function ownTicks(): number {
  const byParent = new Map<number, { pid: number; ticks: number }[]>();
  let own = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
      const parent = Number(fields[1]);
      if (Number(name) === process.pid) own = ticks;
      byParent.set(parent, [...(byParent.get(parent) ?? []), { pid: Number(name), ticks }]);
    } catch {
      // It has just ended.
    }
  }
  const below = (pid: number): number =>
    (byParent.get(pid) ?? []).reduce((sum, child) => sum + child.ticks + below(child.pid), 0);
  return own + below(process.pid);
}
