import type { AttributeSet } from "./attributes.ts";
import type { Algorithm, Chooser } from "./targets/choose-target.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Pins } from "./open-choices.ts";
import { stickinessHeaders, type CookieSealer } from "./stickiness/stickiness-cookie.ts";
import { judgeCookie, readStickinessCookie, type Stickiness } from "./stickiness/stickiness.ts";
import type { Target, TargetGroup } from "./targets/target-group.ts";

/** Where one request goes, and why. */
export interface Route {
  target: Target;
  stickiness: Stickiness;
  chosenBecause: "cookie" | Algorithm;
  /** Header lines for the target's response, flat as in `rawHeaders`: the stickiness cookies, or nothing. */
  cookies: readonly string[];
}

export interface RouterOptions {
  group: TargetGroup;
  attributes: AttributeSet;
  chooser: Chooser;
  sealer: CookieSealer;
  pins: Pins;
  metrics: Metrics;
}

/**
 * Rules R1.1 to R1.14, R3.1, R3.6: the choice for one request. A cookie that holds bypasses the algorithm; every other
 * request gets the algorithm's choice and, with stickiness on, cookies that name it.
 * @returns null when no target may take a request (rule R8.2, 503).
 */
export function createRouter({ group, attributes, chooser, sealer, pins, metrics }: RouterOptions) {
  return function route(cookieHeaders: readonly string[], nowMs: number): Route | null {
    const { targets, failOpen } = group.eligible();
    if (targets.length === 0) return null;

    const isSticky = attributes.isOn("stickiness.enabled");
    const verdict = isSticky
      ? judgeCookie(readStickinessCookie(cookieHeaders, pins.duplicateCookie), {
          open: sealer.open,
          durationSeconds: attributes.seconds("stickiness.lb_cookie.duration_seconds"),
          nowMs,
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
      target,
      stickiness: verdict.stickiness,
      chosenBecause: verdict.target ? "cookie" : algorithm,
      cookies: isSticky ? stickinessHeaders(sealer.seal(target.id, nowMs), nowMs) : [],
    };
  };
}
