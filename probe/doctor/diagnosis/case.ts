import type { Evidence, SeenCookie } from "../evidence.ts";
import { REFUSAL } from "../../wire/read-answer.ts";
import { estimateInstances, type InstanceEstimate } from "./estimate-instances.ts";
import { whoSets, type FrontKind } from "./known-cookies.ts";
import { recogniseFront, recogniseRuntime, type Front } from "./recognise-front.ts";
import { steeringOf, type Steering } from "./survival.ts";

/** The evidence, and what several findings need to know of it. */
export interface Case {
  evidence: Evidence;
  steering: Steering;
  fronts: Front[];
  /** What the instances run on. */
  runtime: "node" | "python" | null;
  /** The cookies that hold sessions, or that are meant to. */
  affinityCookies: SeenCookie[];
  instances: InstanceEstimate | null;
}

export function openCase(evidence: Evidence): Case {
  return {
    evidence,
    steering: steeringOf(evidence),
    fronts: recogniseFront(evidence),
    runtime: recogniseRuntime(evidence),
    affinityCookies: affinityCookiesOf(evidence),
    instances: countInstances(evidence),
  };
}

/** Null where nobody was counted, or where one was counted although others were seen. */
function countInstances(evidence: Evidence): InstanceEstimate | null {
  const estimate = evidence.instances && estimateInstances(evidence.instances);
  return estimate?.best === 1 && areSeveral(evidence) ? null : estimate;
}

/** Whether something says that there is more than one instance, without a count. */
export function areSeveral(evidence: Evidence): boolean {
  const { openings, answers, names, queries, addresses, pairs, withoutGivenCookie } = evidence;
  const isElsewhere = [names, queries, addresses, pairs, withoutGivenCookie].some(
    (one) => one && one.known < one.asked,
  );
  return openings.length > 1 || isElsewhere || answers.some(({ code }) => code === REFUSAL.unsupportedProtocol);
}

function affinityCookiesOf({ cookies, effectiveCookies }: Evidence): SeenCookie[] {
  if (effectiveCookies && effectiveCookies.length > 0) {
    // The refused twin of an effective one belongs to it: AWSALBCORS over plain http.
    return cookies.filter(({ name }) => effectiveCookies.includes(name) || whoSets(name) !== null);
  }
  const meant = cookies.filter((cookie) => whoSets(cookie.name) !== null || namesInstances(cookie));
  // With nothing known and none enough alone, it takes all of them together.
  return meant.length > 0 || effectiveCookies === null ? meant : cookies;
}

/** Its values repeat between visitors, as names of instances do and sessions' do not. */
function namesInstances({ isSessionId, firstValues: { distinct, visitors } }: SeenCookie): boolean {
  return !isSessionId && visitors >= 4 && distinct >= 2 && distinct <= visitors * 0.75;
}

/** Whether a component of this kind was seen. */
export function hasFront({ fronts }: Pick<Case, "fronts">, kind: FrontKind): boolean {
  return fronts.some((one) => one.kind === kind);
}
