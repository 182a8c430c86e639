import type { Finding, FindingId } from "../finding.ts";

const OUTCOMES_OF_SESSIONS: readonly FindingId[] = [
  "no-affinity",
  "cookie-not-honoured",
  "second-layer-not-sticky",
  "unsteady-affinity",
  "affinity-by-connection",
  "misrouted-by-session-id",
  "lost-under-concurrency",
];
/** What WebSockets, visitors and returning clients came to, who are asked last. */
const ASKED_LAST: readonly FindingId[] = [
  "failing-requests",
  "one-instance",
  "instances",
  "reconnects",
  "reconnects-move",
];
const ABOUT_WEBSOCKETS: readonly FindingId[] = [
  "websocket",
  "websockets-lost",
  "no-websocket-offered",
  "websocket-blocked",
  "upgrade-headers-stripped",
  "websocket-silent",
  "upgrade-unknown-session",
  "upgrade-unanswered",
];

interface Contradiction {
  /** Where this was found … */
  where: FindingId;
  /** … these cannot be said beside it. */
  not: readonly FindingId[];
  because: string;
}

/** Findings that cannot both be true, or of which one takes the other's ground away. The first stays. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    where: "went-away",
    not: [...OUTCOMES_OF_SESSIONS, ...ABOUT_WEBSOCKETS, ...ASKED_LAST, "held-together"],
    because: "what comes after the end says nothing of affinity, of WebSockets or of instances",
  },
  {
    where: "went-away-later",
    not: [...ABOUT_WEBSOCKETS, ...ASKED_LAST],
    because: "what comes after the end says nothing of WebSockets or of instances; sessions were measured before",
  },
  {
    where: "mixed-protocols",
    not: ["instances-differ", "one-instance", "one-instance-or-source-address", "method-refused"],
    because: "instances that speak different revisions are more than one, and differ in everything else too",
  },
  {
    where: "foreign-answers",
    not: ["one-instance", "one-instance-or-source-address", "method-refused"],
    because: "two applications are not one instance",
  },
  {
    where: "instances-differ",
    not: ["one-instance", "one-instance-or-source-address"],
    because: "one instance does not differ from itself",
  },
  {
    where: "addresses-differ",
    not: ["one-instance", "one-instance-or-source-address"],
    because: "a session that is unknown elsewhere means another instance",
  },
  {
    where: "affinity-by-given-cookie",
    not: ["one-instance", "one-instance-or-source-address"],
    because: "a session that is unknown without the cookie means another instance",
  },
  {
    where: "cached",
    not: ["not-cached", ...OUTCOMES_OF_SESSIONS],
    because: "sessions that several visitors share end for another reason than routing",
  },
  {
    where: "method-refused",
    not: ["sessions-not-measured", "one-instance", "one-instance-or-source-address"],
    because: "it is why they were not measured",
  },
  {
    where: "affinity-by-session-id",
    not: ["reconnects", "reconnects-move"],
    because: "who reaches both sessions by their ids may reach two instances",
  },
];

/** The findings without those that contradict another. Pure. */
export function settle(findings: readonly Finding[]): Finding[] {
  const ids = new Set(findings.map(({ id }) => id));
  const dropped = new Set<FindingId>();
  for (const { where, not } of CONTRADICTIONS) {
    if (ids.has(where) && !dropped.has(where)) for (const id of not) dropped.add(id);
  }
  return findings.filter(({ id }) => !dropped.has(id));
}
