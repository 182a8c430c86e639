import { openCase, type Case } from "../diagnosis/case.ts";
import { estimateInWords } from "../diagnosis/instance-findings.ts";
import { countOf } from "../diagnosis/words.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding, FindingId, Verdict } from "../finding.ts";

export type OverallVerdict = "healthy" | "healthy with warnings" | "problems";

/** What somebody who reads three lines should know. */
export interface Summary {
  verdict: OverallVerdict;
  /** The finding that matters most: one sentence. */
  headline: string;
  affinity: string;
  instances: string;
  front: string[];
  counts: Record<Verdict, number>;
}

/** What to say of an endpoint without a complaint: the first of these that was found. */
const HEADLINES: readonly FindingId[] = [
  "affinity-by-cookie",
  "affinity-by-session-id",
  "affinity-by-source-address",
  "one-instance",
  "one-instance-or-source-address",
  "websocket-only",
];

const AFFINITY: Partial<Record<FindingId, string>> = {
  "affinity-by-source-address": "by source address",
  "affinity-by-session-id": "by session id",
  "affinity-by-connection": "by connection only",
  "misrouted-by-session-id": "by session id, wrongly",
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
  const counts: Summary["counts"] = { problem: 0, warning: 0, "could not tell": 0, ok: 0 };
  for (const { verdict } of findings) counts[verdict] += 1;
  const worst = findings.find(({ verdict }) => verdict === "problem" || verdict === "warning");
  const good = HEADLINES.map((id) => findings.find((finding) => finding.id === id)).find((finding) => finding);
  return {
    verdict: counts.problem > 0 ? "problems" : counts.warning > 0 ? "healthy with warnings" : "healthy",
    headline: (worst ?? good ?? findings[0])?.title ?? "nothing was found out",
    affinity: affinityOf(findings, one.affinityCookies),
    instances: instancesOf(one, findings),
    front: one.fronts.map(({ name }) => name),
    counts,
  };
}

function instancesOf({ instances, steering }: Case, findings: readonly Finding[]): string {
  if (instances && steering !== "nothing needed") return estimateInWords(instances);
  if (findings.some(({ id }) => id === "one-instance")) return "1 instance answers";
  return steering === "nothing needed" ? "one instance or more" : "instances not counted";
}

function affinityOf(
  findings: readonly Finding[],
  cookies: readonly { name: string; refusal: string | null }[],
): string {
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
  return "not known";
}

/** "1 problem, 2 warnings, 7 ok". */
export function countsInWords(counts: Summary["counts"]): string {
  const parts = [
    counts.problem > 0 && countOf(counts.problem, "problem"),
    counts.warning > 0 && countOf(counts.warning, "warning"),
    counts["could not tell"] > 0 && `${counts["could not tell"]} could not tell`,
    `${counts.ok} ok`,
  ];
  return parts.filter(Boolean).join(", ");
}
