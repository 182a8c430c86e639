import { cpuMicroseconds } from "./cpu-time.ts";
import type { Measured, Tools } from "./row.ts";

/** How much longer than a turn. Node compiles what is used often while it runs. */
const WARM_UP = 3;

/** One that does its work for a while; an operation is what the row counts. */
export interface Contestant {
  name: string;
  /** The process whose CPU time counts. */
  pid: number;
  run(seconds: number): Promise<number>;
}

/**
 * CPU microseconds for each operation, measured in turns: what slows the machine down for a moment slows all of them.
 * Each runs once before, unmeasured: it has to deliver, and gets warm.
 */
export async function cpuInTurns(
  contestants: readonly Contestant[],
  { rounds, onProgress }: Tools,
  seconds = 1,
): Promise<Measured[]> {
  const measured: Measured[] = contestants.map(({ name }) => ({ contestant: name, values: [] }));
  for (const { name, run } of contestants) {
    onProgress(`warming ${name} up`);
    if ((await run(WARM_UP * seconds)) === 0) throw new Error(`${name} delivers nothing`);
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, { name, pid, run }] of contestants.entries()) {
      onProgress(`round ${round} of ${rounds}: ${name}`);
      const before = cpuMicroseconds(pid);
      const operations = await run(seconds);
      measured[index]!.values.push((cpuMicroseconds(pid) - before) / operations);
    }
  }
  return measured;
}
