import type { Sample } from "./measure.ts";

export interface Row {
  name: string;
  perSecond: number;
  /** Against the first contestant, the base: 0.5 is half as many. */
  ratio: number;
  cpuMicroseconds: number | null;
  cpuRatio: number | null;
}

/** The middle of several runs, as ratios to the first contestant. */
export function ratios(names: readonly string[], samples: readonly (readonly Sample[])[]): Row[] {
  const rates = samples.map((runs) => median(runs.map((run) => run.operations / run.seconds)));
  const costs = samples.map((runs) => {
    const known = runs.flatMap((run) =>
      run.cpuSeconds === null || run.operations === 0 ? [] : [(run.cpuSeconds * 1e6) / run.operations],
    );
    return known.length > 0 ? median(known) : null;
  });
  return names.map((name, index) => {
    const cost = costs[index] ?? null;
    const base = costs[0] ?? null;
    return {
      name,
      perSecond: rates[index]!,
      ratio: rates[index]! / rates[0]!,
      cpuMicroseconds: cost,
      cpuRatio: cost !== null && base !== null ? cost / base : null,
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
