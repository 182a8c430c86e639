import type { Evidence } from "./evidence.ts";
import { isMet, type Expectation } from "./expectation.ts";
import type { Finding } from "./finding.ts";
import { summarise, type OverallVerdict, type Summary } from "./report/summary.ts";

/** The verdict with what was expected and what counts as a failure. */
export interface Outcome {
  verdict: OverallVerdict;
  summary: Summary;
  /** Null: not measured. */
  expectations: { text: string; isMet: boolean | null }[];
  failOn: "problem" | "warning";
}

/** An expectation that is not met is a problem, and one that was not measured leaves a healthy endpoint unmeasured. */
export function judge(
  evidence: Evidence,
  findings: readonly Finding[],
  { expectations, failOn }: { expectations: readonly Expectation[]; failOn: Outcome["failOn"] },
): Outcome {
  const summary = summarise(evidence, findings);
  const judged = expectations.map((one) => ({ text: one.text, isMet: isMet(one, evidence, findings) }));
  const fails =
    summary.verdict === "problem" ||
    judged.some((one) => one.isMet === false) ||
    (failOn === "warning" && summary.counts.warning > 0);
  const isOpen = judged.some((one) => one.isMet === null);
  const verdict = fails ? "problem" : isOpen ? "not measured" : summary.verdict;
  return { verdict, summary, expectations: judged, failOn };
}
