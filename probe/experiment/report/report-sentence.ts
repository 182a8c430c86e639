import type { ExperimentResult } from "../run-experiment.ts";

/** The result in one sentence. */
export function reportSentence({ cells, failures }: ExperimentResult): string {
  const all = cells.length + failures.length;
  const contradicted = cells.filter(({ comparison }) => comparison.verdict === "contradicted").length;
  const unknown = failures.length + cells.filter(({ comparison }) => comparison.verdict === "unknown").length;
  const parts = [
    `${all - contradicted - unknown} of ${all} cells as predicted`,
    ...(contradicted > 0 ? [`${contradicted} contradicted`] : []),
    ...(unknown > 0 ? [`${unknown} could not be told`] : []),
  ];
  return parts.join(", ");
}
