import type { Report, ReportCheck } from "../../report/report.ts";
import { escapeHtml } from "../../report/print-html.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding, Verdict } from "../finding.ts";
import type { Outcome } from "../judge.ts";

const OUTCOMES: Record<Verdict, ReportCheck["outcome"]> = {
  ok: "passed",
  warning: "passed",
  problem: "failed",
  "not measured": "unknown",
};

/** The diagnosis in the form that the printers of all reports take. */
export function toReport(evidence: Evidence, findings: readonly Finding[], outcome: Outcome): Report {
  const { summary, expectations, failOn } = outcome;
  const milliseconds = Math.round(evidence.seconds * 1000);
  const outcomeOf = (verdict: Verdict) =>
    verdict === "warning" && failOn === "warning" ? "failed" : OUTCOMES[verdict];
  return {
    kind: "diagnosis",
    title: `Diagnosis of ${evidence.url}`,
    verdict: outcome.verdict === "healthy" ? "valid" : outcome.verdict === "problem" ? "invalid" : "unknown",
    sentence: summary.headline,
    circumstances: `affinity ${summary.affinity}; ${summary.instances}; ${evidence.requests} requests`,
    startedAt: new Date(Date.now() - milliseconds).toISOString(),
    milliseconds,
    leftOut: null,
    table: {
      head: [
        { title: "verdict", align: "left" },
        { title: "finding", align: "left" },
        { title: "what was found", align: "left" },
      ],
      rows: findings.map(({ id, verdict, title }) => ({ texts: [verdict, id, title], outcome: outcomeOf(verdict) })),
    },
    legend: [],
    notes: findings
      .filter(({ verdict }) => verdict === "problem")
      .flatMap(({ meaning, advice }) => [meaning, ...advice]),
    checks: [
      ...findings.map(({ id, verdict, title, evidence: seen, meaning, advice }) => ({
        name: id,
        outcome: outcomeOf(verdict),
        summary: title,
        details: [...seen, meaning, ...advice],
        milliseconds: 0,
      })),
      ...expectations.map(({ text, isMet }) => ({
        name: `expect ${text}`,
        outcome: isMet === null ? ("unknown" as const) : isMet ? ("passed" as const) : ("failed" as const),
        summary:
          isMet === null
            ? "not measured"
            : isMet
              ? "it is so"
              : `it is not: affinity ${summary.affinity}, ${summary.instances}`,
        details: [],
        milliseconds: 0,
      })),
    ],
    data: {
      tool: "sticky-rooms doctor",
      time: new Date().toISOString(),
      url: evidence.url,
      ...summary,
      verdict: outcome.verdict,
      expectations,
      findings,
      evidence,
    },
    page: () =>
      findings
        .map(
          ({ verdict, title, meaning, evidence: seen, advice }) =>
            `<section><h2>${escapeHtml(`${verdict}: ${title}`)}</h2><p>${escapeHtml(meaning)}</p><pre>${escapeHtml([...seen, ...advice].join("\n"))}</pre></section>`,
        )
        .join("\n"),
  };
}
