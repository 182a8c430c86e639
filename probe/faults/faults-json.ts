import type { FaultsResult } from "./run-faults.ts";
import { totalFaults } from "./total-faults.ts";

/** The results as data; of the histories, only those that were kept because something must not be. */
export function faultsJson(result: FaultsResult): string {
  const rounds = result.rounds.map((round) => (round.verdict === "valid" ? { ...round, history: null } : round));
  return `${JSON.stringify({ ...result, rounds, totals: totalFaults(result) }, null, 2)}\n`;
}
