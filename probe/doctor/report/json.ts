import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { summarise } from "./summary.ts";

/** The report as data: the summary, every finding, and the evidence that they were drawn from. */
export function reportJson(evidence: Evidence, findings: readonly Finding[]): string {
  return `${JSON.stringify({ url: evidence.url, ...summarise(evidence, findings), findings, evidence }, null, 2)}\n`;
}
