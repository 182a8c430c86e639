import { answerFindings } from "./diagnosis/answer-findings.ts";
import { affinityFindings } from "./diagnosis/affinity-findings.ts";
import { openCase } from "./diagnosis/case.ts";
import { cookieFindings } from "./diagnosis/cookie-findings.ts";
import { crossOriginFindings } from "./diagnosis/cross-origin-findings.ts";
import { endpointFindings } from "./diagnosis/endpoint-findings.ts";
import { healthFindings } from "./diagnosis/health-findings.ts";
import { heldPollFindings } from "./diagnosis/held-poll-findings.ts";
import { idleFindings } from "./diagnosis/idle-findings.ts";
import { instanceFindings } from "./diagnosis/instance-findings.ts";
import { settle } from "./diagnosis/settle.ts";
import { webSocketFindings } from "./diagnosis/web-socket-findings.ts";
import { wentAwayFindings } from "./diagnosis/went-away-findings.ts";
import type { Evidence } from "./evidence.ts";
import type { Finding, Verdict } from "./finding.ts";

/** What to look at first. */
const ORDER: readonly Verdict[] = ["problem", "warning", "not measured", "ok"];

/** What the evidence says, the worst first. Pure. */
export function diagnose(evidence: Evidence): Finding[] {
  const one = openCase(evidence);
  const gone = wentAwayFindings(one);
  const findings = [
    ...gone.filter(({ id }) => id === "went-away"),
    ...answerFindings(one),
    ...affinityFindings(one),
    ...gone.filter(({ id }) => id === "went-away-later"),
    ...instanceFindings(one),
    ...cookieFindings(one),
    ...webSocketFindings(one),
    ...idleFindings(one),
    ...crossOriginFindings(one),
    ...healthFindings(one),
    ...heldPollFindings(one),
    ...endpointFindings(one),
  ];
  return settle(findings).toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}
