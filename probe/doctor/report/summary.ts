import { areSeveral, openCase, type Case } from "../diagnosis/case.ts";
import { estimateInWords, isOneByKnocks } from "../diagnosis/instance-findings.ts";
import { countOf } from "../diagnosis/words.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding, FindingId, Verdict } from "../finding.ts";

/** Healthy needs sessions, or WebSockets, that were seen to hold; without them and without a problem it is not measured. */
export type OverallVerdict = "healthy" | "problem" | "not measured";

/** What somebody who reads three lines should know. */
export interface Summary {
  verdict: OverallVerdict;
  /** The finding that matters most: one sentence. */
  headline: string;
  affinity: string;
  instances: string;
  /** How many sessions were held open together; 0 when none were. */
  together: number;
  front: string[];
  counts: Record<Verdict, number>;
}

/** What to say of an endpoint without a complaint: the first of these that was found. */
const HEADLINES: readonly FindingId[] = [
  "affinity-by-cookie",
  "affinity-by-session-id",
  "affinity-by-query",
  "affinity-by-source-address",
  "one-instance",
  "one-instance-or-source-address",
  "websocket-only",
];

const AFFINITY: Partial<Record<FindingId, string>> = {
  "affinity-by-source-address": "by source address",
  "affinity-by-session-id": "by session id",
  "affinity-by-query": "by a value in the query",
  "affinity-by-given-cookie": "by the cookie that was given",
  "affinity-by-connection": "by connection only",
  "misrouted-by-session-id": "by session id, wrongly",
  "lost-under-concurrency": "only one at a time",
  "no-affinity": "none",
  "cookie-not-honoured": "none: the cookie is not honoured",
  "cookie-refused": "none: browsers refuse the cookie",
  "two-layers-one-name": "none: two layers with one cookie",
  "second-layer-not-sticky": "at one of two layers only",
  "unsteady-affinity": "now and then",
  "one-instance": "not needed: one instance",
  "one-instance-or-source-address": "by source address, or one instance",
  "websocket-only": "not needed: WebSocket only",
};

export function summarise(evidence: Evidence, findings: readonly Finding[]): Summary {
  const one = openCase(evidence);
  const counts: Summary["counts"] = { problem: 0, warning: 0, "not measured": 0, ok: 0 };
  for (const { verdict } of findings) counts[verdict] += 1;
  const verdict = counts.problem > 0 ? "problem" : isSeenToHold(one) ? "healthy" : "not measured";
  return {
    verdict,
    headline: headlineOf(verdict, findings)?.title ?? "Nothing was found out",
    affinity: affinityOf(findings, one),
    instances: instancesOf(one, findings),
    together: evidence.heldSockets?.alive ?? evidence.together,
    front: one.fronts.map(({ name }) => name),
    counts,
  };
}

/** Whether sessions, or WebSockets where there is nothing else, were seen to live. */
export function isSeenToHold({ steering, evidence }: Pick<Case, "steering" | "evidence">): boolean {
  if (evidence.greeting.transport === "polling") return steering === "cookie" || steering === "nothing needed";
  const { heldSockets: held } = evidence;
  return held !== null && held.of > 0 && held.alive === held.of;
}

function headlineOf(verdict: OverallVerdict, findings: readonly Finding[]): Finding | undefined {
  const first = (wanted: Verdict) => findings.find((finding) => finding.verdict === wanted);
  if (verdict === "problem") return first("problem");
  if (verdict === "not measured") {
    return findings.find(({ id }) => id === "sessions-not-measured" || id === "cached") ?? first("not measured");
  }
  return (
    first("warning") ??
    HEADLINES.map((id) => findings.find((finding) => finding.id === id)).find((finding) => finding) ??
    findings[0]
  );
}

function instancesOf({ instances, steering, evidence }: Case, findings: readonly Finding[]): string {
  if (findings.some(({ id }) => id === "one-instance")) return "1 instance answers";
  if (findings.some(({ id }) => id === "lost-under-concurrency")) return "more than 1 instance answers";
  if (instances && steering !== "nothing needed" && !isOneByKnocks(evidence)) return estimateInWords(instances);
  if (instances && isOneByKnocks(evidence) && evidence.greeting.transport === "websocket") {
    return estimateInWords(instances);
  }
  if (areSeveral(evidence)) return "more than 1 instance answers";
  return steering === "nothing needed" ? "one instance or more" : "instances not counted";
}

function affinityOf(findings: readonly Finding[], { affinityCookies: cookies, steering }: Case): string {
  for (const { id } of findings) {
    if (id === "affinity-by-cookie") {
      return `by cookie ${cookies
        .filter(({ refusal }) => refusal === null)
        .map(({ name }) => name)
        .join(", ")}`;
    }
    const known = AFFINITY[id];
    if (known !== undefined) return known;
  }
  // Sessions held without a cookie, and something else says that it is not because there is one instance.
  return steering === "nothing needed" ? "by what all requests had in common" : "not known";
}

/** "1 problem, 2 warnings, 7 ok". */
export function countsInWords(counts: Summary["counts"]): string {
  const parts = [
    counts.problem > 0 && countOf(counts.problem, "problem"),
    counts.warning > 0 && countOf(counts.warning, "warning"),
    counts["not measured"] > 0 && `${counts["not measured"]} not measured`,
    `${counts.ok} ok`,
  ];
  return parts.filter(Boolean).join(", ");
}
