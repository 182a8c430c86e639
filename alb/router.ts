import type { DecideRoute, TargetCounts } from "./exchange/route-decision.ts";
import type { AttributeSet } from "./attributes.ts";
import type { Algorithm, Chooser } from "./targets/choose-target.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Pins } from "./open-choices.ts";
import { stickinessCookies, type CookieSealer } from "./stickiness/stickiness-cookie.ts";
import { judgeCookie, readStickinessCookie } from "./stickiness/stickiness.ts";
import type { TargetGroup } from "./targets/target-group.ts";

export interface RouterOptions {
  group: TargetGroup;
  targetGroupArn: string;
  attributes: AttributeSet;
  chooser: Chooser;
  sealer: CookieSealer;
  pins: Pins;
  metrics: Metrics;
}

/**
 * Rules R1.1 to R1.14, R3.1, R3.6: the choice for one request. A cookie that holds bypasses the algorithm; every other
 * request gets the algorithm's choice and, with stickiness on, cookies that name it.
 */
export function createRouter({
  group,
  targetGroupArn,
  attributes,
  chooser,
  sealer,
  pins,
  metrics,
}: RouterOptions): DecideRoute {
  const counts: TargetCounts = {
    answered: metrics.targetResponse,
    connectionFailed: () => metrics.add("TargetConnectionErrorCount"),
  };
  return function decide({ headers, receivedAtMs, scheme }) {
    const { targets, failOpen } = group.eligible();
    if (targets.length === 0) {
      const reason = "no target is registered that could take a request";
      return { action: "error", status: 503, reason, rulePriority: null, errorReason: null };
    }
    const isSticky = attributes.isOn("stickiness.enabled");
    const verdict = isSticky
      ? judgeCookie(readStickinessCookie(headers.all("cookie"), pins.duplicateCookie), {
          open: sealer.open,
          durationSeconds: attributes.seconds("stickiness.lb_cookie.duration_seconds"),
          nowMs: receivedAtMs,
          find: (name) => targets.find((target) => target.cookieTarget === name) ?? null,
        })
      : { stickiness: "off" as const, target: null };

    const algorithm = attributes.get("load_balancing.algorithm.type") as Algorithm;
    const target = verdict.target ?? chooser.choose(targets, algorithm);
    target.requests += 1;
    metrics.add("RequestCount");
    if (isSticky && !verdict.target) metrics.add("NonStickyRequestCount");
    if (failOpen) metrics.add("UnhealthyRoutingRequestCount");
    return {
      action: "forward",
      target,
      targetGroupArn,
      counts,
      stickiness: verdict.stickiness,
      chosenBecause: verdict.target ? "cookie" : algorithm,
      rulePriority: 0,
      errorReason: null,
      setCookies: (status) =>
        isSticky && (status !== 101 || pins.cookiesOn101)
          ? stickinessCookies(sealer.seal(target.id, receivedAtMs), receivedAtMs, scheme === "https")
          : NO_COOKIES,
    };
  };
}

const NO_COOKIES: readonly string[] = [];
