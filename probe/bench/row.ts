/** One line of the table: the same work done by several contestants. */
export interface Row {
  /** For `--only`. */
  name: string;
  title: string;
  unit: string;
  /** The contestant that the others are divided by. */
  base: string;
  goal?: Goal;
  /** Starts the contestants, measures them in turns, and ends them. */
  measure(tools: Tools): Promise<Measured[]>;
}

export interface Goal {
  contestant: string;
  /** At most so many times the base, or so much more than it, or so much, in the row's unit. */
  atMost: number;
  as: "ratio" | "more than the base" | "value";
}

export interface Tools {
  rounds: number;
  onProgress(line: string): void;
}

export interface Measured {
  contestant: string;
  /** One value for each round, in the row's unit; empty: not measured. */
  values: number[];
  /** Why it was not measured. */
  absent?: string;
}

export interface Summary {
  contestant: string;
  median: number | null;
  /** To the base's median. */
  ratio: number | null;
  /** From the least to the greatest value, in parts of the median: 0.1 is 10 %. */
  spread: number | null;
  absent?: string;
}

/** The middle of the rounds, beside the base's. */
export function summarise({ base }: Pick<Row, "base">, measured: readonly Measured[]): Summary[] {
  const medians = new Map(measured.map(({ contestant, values }) => [contestant, median(values)]));
  const of = medians.get(base) ?? null;
  return measured.map(({ contestant, values, absent }) => {
    const middle = medians.get(contestant) ?? null;
    return {
      contestant,
      median: middle,
      ratio: middle === null || of === null ? null : middle / of,
      spread: middle === null ? null : (Math.max(...values) - Math.min(...values)) / middle,
      ...(absent === undefined ? {} : { absent }),
    };
  });
}

/** Whether the goal is met; null when it cannot be told. */
export function meetsGoal({ base, goal }: { base: string; goal: Goal }, summaries: readonly Summary[]): boolean | null {
  const own = summaries.find(({ contestant }) => contestant === goal.contestant);
  const peer = summaries.find(({ contestant }) => contestant === base);
  if (own?.median == null) return null;
  if (goal.as === "value") return own.median <= goal.atMost;
  if (peer?.median == null) return null;
  return goal.as === "ratio" ? own.median / peer.median <= goal.atMost : own.median - peer.median <= goal.atMost;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
