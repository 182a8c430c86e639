import type { FaultsResult } from "./run-faults.ts";

/** The result in one sentence. */
export function faultsSentence({ rounds, failures }: FaultsResult): string {
  const count = (verdict: string) => rounds.filter((round) => round.verdict === verdict).length;
  const unknown = count("unknown") + failures.length;
  const parts = [
    `${count("valid")} of ${rounds.length + failures.length} rounds without an unexplained outcome`,
    ...(count("invalid") > 0 ? [`${count("invalid")} invalid`] : []),
    ...(unknown > 0 ? [`${unknown} could not be told`] : []),
  ];
  return parts.join(", ");
}
