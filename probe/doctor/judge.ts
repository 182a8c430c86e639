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

/**
 * An expectation that is not met is a problem, and one that was not measured leaves a healthy endpoint unmeasured. The one
 * that decides the verdict is the headline.
 */
export function judge(
  evidence: Evidence,
  findings: readonly Finding[],
  { expectations, failOn }: { expectations: readonly Expectation[]; failOn: Outcome["failOn"] },
): Outcome {
  const summary = summarise(evidence, findings);
  const judged = expectations.map((one) => ({ text: one.text, isMet: isMet(one, evidence, findings) }));
  const missed = judged.find((one) => one.isMet === false);
  const open = judged.find((one) => one.isMet === null);
  const isWarned = failOn === "warning" && summary.counts.warning > 0;
  const fails = summary.verdict === "problem" || missed !== undefined || isWarned;
  const verdict = fails ? "problem" : open ? "not measured" : summary.verdict;
  const headline =
    missed && summary.verdict !== "problem"
      ? `Expected ${missed.text}, which is not so`
      : open && summary.verdict === "healthy" && !isWarned
        ? `Expected ${open.text}, which was not measured`
        : summary.headline;
  return { verdict, summary: { ...summary, headline }, expectations: judged, failOn };
}
