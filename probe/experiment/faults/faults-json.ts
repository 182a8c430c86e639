import type { FaultsResult } from "./run-faults.ts";
import { totalFaults } from "./total-faults.ts";

/** The results as data: everything but the histories. */
export function faultsJson(result: FaultsResult): string {
  const rounds = result.rounds.map(({ history: _history, ...round }) => round);
  return `${JSON.stringify({ ...result, rounds, totals: totalFaults(result) }, null, 2)}\n`;
}
