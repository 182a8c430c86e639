import { performance } from "node:perf_hooks";

/** What one contestant did in one run. */
export interface Sample {
  operations: number;
  seconds: number;
  /** CPU of the process that is measured, seconds; null when it cannot be told. */
  cpuSeconds: number | null;
}

/** One contestant: started, checked for right answers, warmed up and measured in turns with the others. */
export interface Contestant {
  name: string;
  /** Everything that must be right before anything is timed; throws a sentence when it is not. */
  check(): Promise<void>;
  run(seconds: number): Promise<Sample>;
  close(): Promise<void>;
}

/**
 * Checks all, warms all up, then measures them in turns: what slows the machine down for a moment slows all of them.
 * @returns each contestant's samples, in the order of `contestants`.
 */
export async function measureInTurns(
  contestants: readonly Contestant[],
  { rounds, seconds, onProgress }: { rounds: number; seconds: number; onProgress: (line: string) => void },
): Promise<Sample[][]> {
  for (const contestant of contestants) await contestant.check();
  for (const contestant of contestants) await contestant.run(seconds / 4);
  const samples: Sample[][] = contestants.map(() => []);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      onProgress(`round ${round} of ${rounds}: ${contestant.name}`);
      samples[index]!.push(await contestant.run(seconds));
    }
  }
  return samples;
}

/** Calls `operation` from `lanes` lanes at once until `seconds` have passed; each lane waits for its answer. */
export async function closedLoop(
  lanes: number,
  seconds: number,
  operation: (lane: number) => Promise<void>,
): Promise<Sample> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let operations = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      while (performance.now() < until) {
        await operation(lane);
        operations += 1;
      }
    }),
  );
  return { operations, seconds: (performance.now() - started) / 1000, cpuSeconds: null };
}
