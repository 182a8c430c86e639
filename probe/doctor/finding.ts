/** ok: as it should be. warning: it works, and will not always. problem: it breaks sessions. Not measured is not ok. */
export type Verdict = "ok" | "warning" | "problem" | "not measured";

/** Everything that the doctor can say. Each is explained under its id in docs/doctor.md. */
export const FINDING_IDS = [
  "cut-short",
  "cached",
  "not-cached",
  "handshake",
  "websocket-only",
  "long-ping-interval",
  "failing-requests",
  "went-away",
  "went-away-later",
  "method-refused",
  "foreign-answers",
  "mixed-protocols",
  "instances-differ",
  "rate-limit",
  "engine-io-only",
  "asking-ends-sessions",
  "no-affinity",
  "cookie-not-honoured",
  "cookie-refused",
  "two-layers-one-name",
  "second-layer-not-sticky",
  "unsteady-affinity",
  "affinity-by-connection",
  "misrouted-by-session-id",
  "affinity-by-cookie",
  "affinity-by-source-address",
  "affinity-by-session-id",
  "affinity-by-query",
  "affinity-by-given-cookie",
  "addresses-differ",
  "lost-under-concurrency",
  "held-together",
  "known-late",
  "one-instance",
  "one-instance-or-source-address",
  "sessions-not-measured",
  "page-cookie",
  "clients-without-cookies",
  "cookie-attributes",
  "short-cookie",
  "instances",
  "reconnects",
  "reconnects-move",
  "websocket",
  "websockets-lost",
  "no-websocket-offered",
  "websocket-blocked",
  "upgrade-headers-stripped",
  "websocket-silent",
  "upgrade-unknown-session",
  "upgrade-unanswered",
  "held-back",
  "not-held-back",
  "held-back-not-measured",
  "cross-origin",
  "cross-origin-not-measured",
  "origin-refused",
  "wildcard-with-credentials",
  "doubled-allow-origin",
  "missing-credentials",
  "preflight-refused",
  "cookie-not-cross-site",
  "third-party-cookie",
  "health",
  "health-creates-sessions",
  "health-not-200",
  "health-not-measured",
  "health-sets-cookies",
  "idle",
  "idle-timeout",
  "idle-not-measured",
] as const;

export type FindingId = (typeof FINDING_IDS)[number];

/** One thing that the doctor looked at. */
export interface Finding {
  id: FindingId;
  verdict: Verdict;
  /** What was found: one sentence without a full stop. */
  title: string;
  /** Counts, requests and answers. */
  evidence: string[];
  /** What it means, in one sentence. */
  meaning: string;
  /** What to do, a line each; empty when there is nothing to do. */
  advice: string[];
}
