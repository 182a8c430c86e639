import { UserError } from "../../machine/user-error.ts";
import { areSeveral, openCase } from "./diagnosis/case.ts";
import { voiceOf } from "../wire/read-answer.ts";
import type { Evidence } from "./evidence.ts";
import type { Finding, FindingId } from "./finding.ts";

const AFFINITIES = {
  cookie: ["affinity-by-cookie"],
  "source-address": ["affinity-by-source-address"],
  "session-id": ["affinity-by-session-id"],
  query: ["affinity-by-query"],
  none: ["no-affinity", "cookie-not-honoured", "cookie-refused", "two-layers-one-name", "websocket-only"],
} as const satisfies Record<string, readonly FindingId[]>;

export const AFFINITY_NAMES = Object.keys(AFFINITIES);

/** Something that has to be so. */
export type Expectation =
  | { text: string; about: "affinity"; wanted: keyof typeof AFFINITIES }
  | { text: string; about: "instances"; comparison: ">=" | "<=" | "="; count: number }
  | { text: string; about: "websocket"; wanted: boolean };

/** Throws a `UserError`. */
export function parseExpectation(text: string): Expectation {
  const [, affinity] = /^affinity=([\w-]+)$/.exec(text) ?? [];
  if (affinity !== undefined && Object.hasOwn(AFFINITIES, affinity)) {
    return { text, about: "affinity", wanted: affinity as keyof typeof AFFINITIES };
  }
  const [, comparison, count] = /^instances(>=|<=|=)(\d{1,4})$/.exec(text) ?? [];
  if (comparison !== undefined) {
    return { text, about: "instances", comparison: comparison as ">=" | "<=" | "=", count: Number(count) };
  }
  const [, webSocket] = /^websocket=(yes|no)$/.exec(text) ?? [];
  if (webSocket !== undefined) return { text, about: "websocket", wanted: webSocket === "yes" };
  throw new UserError(
    `--expect is "${text}"; allowed: affinity=${AFFINITY_NAMES.join("|")}, instances>=N, instances<=N, instances=N, websocket=yes|no`,
  );
}

/** Null: it was not measured. */
export function isMet(expectation: Expectation, evidence: Evidence, findings: readonly Finding[]): boolean | null {
  const has = (...ids: readonly FindingId[]) => findings.some(({ id }) => ids.includes(id));
  switch (expectation.about) {
    case "affinity": {
      const isMeasured = !has("sessions-not-measured", "one-instance-or-source-address", "one-instance");
      return isMeasured ? has(...AFFINITIES[expectation.wanted]) : has(...AFFINITIES[expectation.wanted]) || null;
    }
    case "instances": {
      const { comparison, count } = expectation;
      const { least, most } = rangeOf(evidence, findings);
      if (comparison === ">=") return least >= count ? true : most < count ? false : null;
      if (comparison === "<=") return most <= count ? true : least > count ? false : null;
      return least === count && most === count ? true : least > count || most < count ? false : null;
    }
    case "websocket": {
      const direct = evidence.webSockets.filter(
        ({ kind, exchange }) => kind === "direct" && voiceOf(exchange) !== "cut",
      );
      if (direct.length === 0) return null;
      return expectation.wanted ? direct.every(({ speaks }) => speaks) : !direct.some(({ speaks }) => speaks);
    }
  }
}

/** How many instances there are, as far as was seen. */
function rangeOf(evidence: Evidence, findings: readonly Finding[]): { least: number; most: number } {
  if (findings.some(({ id }) => id === "one-instance")) return { least: 1, most: 1 };
  const isMore = areSeveral(evidence) || findings.some(({ id }) => id === "lost-under-concurrency");
  const unknown = { least: isMore ? 2 : 1, most: Number.POSITIVE_INFINITY };
  if (!findings.some(({ id }) => id === "instances")) return unknown;
  const { instances } = openCase(evidence);
  return instances ? { least: instances.least, most: instances.most ?? Number.POSITIVE_INFINITY } : unknown;
}
