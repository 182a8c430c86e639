import type {
  DecideRoute,
  ErrorDecision,
  ForwardDecision,
  RoutableRequest,
  RouteDecision,
  TargetCounts,
} from "./exchange/route-decision.ts";
import { chooseTargetGroup } from "./listener-rules/choose-target-group.ts";
import { redirectLocation } from "./listener-rules/redirect-location.ts";
import type { ForwardAction, RedirectAction } from "./listener-rules/rule.ts";
import type { RuleTable } from "./listener-rules/rule-table.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Pins } from "./open-choices.ts";
import { appStickinessCookies, setsCookie } from "./stickiness/app-cookie.ts";
import { cookieTarget, type CookieSealer, type Stuck } from "./stickiness/cookie-sealer.ts";
import { stickinessCookies } from "./stickiness/stickiness-cookie.ts";
import { judgeCookie, readCookie, readStickinessCookie, type Stickiness } from "./stickiness/stickiness.ts";
import type { Target, TargetGroup } from "./targets/target-group.ts";

/** Rule R8.2, 507: no URL is longer than a header may be (rule R7.9). */
const MAX_LOCATION = 16 * 1024;

/** Rule R8.2, 464: what a target group whose protocol version is HTTP1, the only one that is modelled, cannot take. */
function isGrpc({ version, headers }: RoutableRequest): boolean {
  return version === "2.0" && /^application\/grpc(?:$|[+;])/i.test(headers.get("content-type") ?? "");
}

/** What routing asks of a target group. */
export type RoutableGroup = Pick<
  TargetGroup,
  "name" | "arn" | "attributes" | "metrics" | "eligible" | "choose" | "all"
>;

export interface RouterOptions {
  /** By its ARN or its name. */
  group: (arnOrName: string) => RoutableGroup | null;
  /** Of `AWSALB` and `AWSALBAPP`. */
  sealer: CookieSealer;
  /** Of `AWSALBTG`. */
  groupSealer: CookieSealer;
  pins: Pins;
  metrics: Metrics;
  /** From 0 up to but not 1: chooses among weighted groups. */
  random?: () => number;
}

type SetCookies = ForwardDecision["setCookies"];

interface ChosenGroup {
  group: RoutableGroup;
  cookies: SetCookies;
  /** For the access log. */
  errorReason: string | null;
}

interface ChosenTarget {
  stickiness: Stickiness;
  /** What the cookie says, if it was sealed here. */
  stuck: Stuck | null;
  target: Target;
  cookies: SetCookies;
}

const NO_COOKIES: SetCookies = () => [];

function namedBy({ target }: Stuck, group: RoutableGroup): ForwardDecision["named"] {
  const found = group.all().find(({ cookieTarget }) => cookieTarget === target);
  return { id: found?.id ?? null, state: found?.health.state ?? "deregistered" };
}

function visitorOf(stuck: Stuck | null, request: RoutableRequest): string {
  return stuck?.visitor ?? request.visitor;
}

/**
 * What becomes of a request on a listener with these rules: the rule that fits (R10.1), the action's target group (R10.9,
 * R1.23), and its target (R1, R2, R3).
 */
export function createRouter({ group, sealer, groupSealer, pins, metrics, random = Math.random }: RouterOptions) {
  const counts = new WeakMap<Target, TargetCounts>();

  function seal({ cookieName }: Target, stuck: Stuck | null, request: RoutableRequest): string {
    return sealer.seal(cookieName, request.receivedAtMs, visitorOf(stuck, request), request.newestCookie);
  }

  /** Rule R1.23: the group that a cookie names, else one by weight. */
  function chooseGroup(
    { TargetGroups, TargetGroupStickinessConfig: config }: ForwardAction["ForwardConfig"],
    request: RoutableRequest,
    cookieHeaders: readonly string[],
  ): ChosenGroup | null {
    const [only] = TargetGroups;
    const isSticky = config?.Enabled === true;
    if (!isSticky && TargetGroups.length === 1 && only!.Weight !== 0) {
      const found = group(only!.TargetGroupArn);
      return found && { group: found, cookies: NO_COOKIES, errorReason: null };
    }
    const weighted = TargetGroups.map(({ TargetGroupArn, Weight = 1 }) => ({
      group: group(TargetGroupArn),
      weight: Weight,
    })).filter((one): one is { group: RoutableGroup; weight: number } => one.group !== null);
    const value = isSticky ? readStickinessCookie(cookieHeaders, "AWSALBTG", pins.duplicateCookie) : null;
    const verdict = judgeCookie(value, {
      open: groupSealer.open,
      durationSeconds: config?.DurationSeconds ?? 0,
      nowMs: request.receivedAtMs,
      find: (name) => weighted.find((one) => cookieTarget(one.group.name) === name)?.group ?? null,
    });
    const chosen = verdict.target ?? chooseTargetGroup(weighted, random)?.group ?? null;
    if (!chosen) return null;
    return {
      group: chosen,
      cookies: isSticky
        ? () =>
            stickinessCookies(
              "AWSALBTG",
              groupSealer.seal(chosen.name, request.receivedAtMs),
              request.receivedAtMs,
              request.scheme,
            )
        : NO_COOKIES,
      errorReason: value !== null && groupSealer.open(value) === null ? "AWSALBTGCookieInvalid" : null,
    };
  }

  /** Rules R1.1 to R1.14, R3.6: the target that a cookie of the load balancer's own names, else the algorithm's choice. */
  function byLoadBalancerCookie(
    { attributes, choose }: RoutableGroup,
    targets: readonly Target[],
    request: RoutableRequest,
    cookieHeaders: readonly string[],
  ): ChosenTarget {
    const verdict = judgeCookie(readStickinessCookie(cookieHeaders, "AWSALB", pins.duplicateCookie), {
      open: (value) => sealer.open(value, request.newestCookie),
      durationSeconds: attributes.seconds("stickiness.lb_cookie.duration_seconds"),
      nowMs: request.receivedAtMs,
      find: (name) => targets.find((target) => target.cookieTarget === name) ?? null,
    });
    const target = verdict.target ?? choose(targets);
    return {
      stickiness: verdict.stickiness,
      stuck: verdict.stuck,
      target,
      cookies: () =>
        stickinessCookies("AWSALB", seal(target, verdict.stuck, request), request.receivedAtMs, request.scheme),
    };
  }

  /**
   * Rules R2.2 to R2.6: it takes the application's cookie and the load balancer's together. A session lasts while both come
   * back in time, whether or not the application goes on to set its own; it moves on when its target takes no requests.
   */
  function byApplicationCookie(
    { attributes, choose }: RoutableGroup,
    targets: readonly Target[],
    request: RoutableRequest,
    cookieHeaders: readonly string[],
  ): ChosenTarget {
    const name = attributes.get("stickiness.app_cookie.cookie_name");
    const isThere = readCookie(cookieHeaders, name, pins.duplicateCookie) !== null;
    const sealed = readCookie(cookieHeaders, "AWSALBAPP-0", pins.duplicateCookie);
    const verdict = judgeCookie(isThere && sealed !== "_remove_" ? sealed : null, {
      open: (value) => sealer.open(value, request.newestCookie),
      durationSeconds: attributes.seconds("stickiness.app_cookie.duration_seconds"),
      nowMs: request.receivedAtMs,
      find: (of) => targets.find((target) => target.cookieTarget === of) ?? null,
    });
    const target = verdict.target ?? choose(targets);
    const isSession = verdict.stickiness === "honoured" || verdict.isReadable;
    return {
      stickiness: verdict.stickiness,
      stuck: verdict.stuck,
      target,
      cookies: (_, answer) => {
        const isPinned = isSession || setsCookie(answer, name);
        return appStickinessCookies(
          isPinned ? seal(target, verdict.stuck, request) : null,
          request.receivedAtMs,
          request.headers.get("user-agent") ?? "",
        );
      },
    };
  }

  function forward(
    action: ForwardAction,
    request: RoutableRequest,
    rulePriority: number,
  ): ForwardDecision | ErrorDecision {
    const cookieHeaders = request.headers.all("cookie");
    const chosen = chooseGroup(action.ForwardConfig, request, cookieHeaders);
    const errorReason = chosen?.errorReason ?? null;
    const refuse = (status: number, reason: string): ErrorDecision => ({
      action: "error",
      status,
      reason,
      rulePriority,
      errorReason,
    });
    if (isGrpc(request)) return refuse(464, "it is gRPC, and the target group speaks HTTP1");
    if (!chosen) return refuse(503, "every target group of the rule has the weight 0");
    if (errorReason && pins.invalidTargetGroupCookie === "refuse") {
      return refuse(400, "AWSALBTG cannot be read");
    }
    const { group: to } = chosen;
    const { targets, failOpen } = to.eligible();
    if (targets.length === 0) return refuse(503, "no target is registered that could take a request");

    const isOfApplication = to.attributes.get("stickiness.type") === "app_cookie";
    // Rule R2.6: with weighted groups the application's cookie pins nobody.
    const isSticky =
      to.attributes.isOn("stickiness.enabled") && !(isOfApplication && action.ForwardConfig.TargetGroups.length > 1);
    const { stickiness, stuck, target, cookies } = !isSticky
      ? { stickiness: "off" as const, stuck: null, target: to.choose(targets), cookies: NO_COOKIES }
      : isOfApplication
        ? byApplicationCookie(to, targets, request, cookieHeaders)
        : byLoadBalancerCookie(to, targets, request, cookieHeaders);

    for (const { counts: of } of [metrics, to.metrics, target.metrics]) {
      of.RequestCount += 1;
      if (failOpen) of.UnhealthyRoutingRequestCount += 1;
      if (isSticky && !isOfApplication && stickiness !== "honoured") of.NonStickyRequestCount += 1;
    }
    if (isSticky && isOfApplication && stickiness !== "honoured") metrics.counts.AppCookieNonStickinessCount += 1;
    return {
      action: "forward",
      rulePriority,
      errorReason,
      target,
      targetGroup: to.name,
      targetGroupArn: to.arn,
      stickiness,
      chosenBecause: stickiness === "honoured" ? "cookie" : to.attributes.get("load_balancing.algorithm.type"),
      visitor: visitorOf(stuck, request),
      named: stuck && stickiness !== "honoured" ? namedBy(stuck, to) : null,
      counts: countsOf(to, target),
      setCookies(status, answer) {
        if (status === 101 && !pins.cookiesOn101) return [];
        const ofGroup = chosen.cookies(status, answer);
        const ofTarget = cookies(status, answer);
        return ofGroup.length === 0 ? ofTarget : [...ofGroup, ...ofTarget];
      },
    };
  }

  function countsOf(to: RoutableGroup, target: Target): TargetCounts {
    let found = counts.get(target);
    if (!found) {
      found = {
        answered(status, seconds) {
          metrics.targetResponse(status);
          to.metrics.targetResponse(status, seconds);
          target.metrics.targetResponse(status, seconds);
        },
        connectionFailed() {
          for (const { counts: of } of [metrics, to.metrics, target.metrics]) of.TargetConnectionErrorCount += 1;
        },
      };
      counts.set(target, found);
    }
    return found;
  }

  function redirect(
    config: RedirectAction["RedirectConfig"],
    request: RoutableRequest,
    rulePriority: number,
  ): RouteDecision {
    const location = redirectLocation(config, request);
    if (location.length > MAX_LOCATION) {
      metrics.counts.HTTP_Redirect_Url_Limit_Exceeded_Count += 1;
      const reason = `the redirect's URL is longer than ${MAX_LOCATION} characters`;
      return { action: "error", status: 507, reason, rulePriority, errorReason: null };
    }
    metrics.counts.HTTP_Redirect_Count += 1;
    const status = config.StatusCode === "HTTP_301" ? 301 : 302;
    return { action: "redirect", status, location, rulePriority, errorReason: null };
  }

  return {
    /** For the requests of one listener. */
    decideBy:
      (table: RuleTable): DecideRoute =>
      (request) => {
        const { action, priority, evaluated } = table.match(request);
        metrics.counts.RuleEvaluations += evaluated;
        switch (action.Type) {
          case "forward":
            return forward(action, request, priority);
          case "redirect":
            return redirect(action.RedirectConfig, request, priority);
          case "fixed-response": {
            const { StatusCode, ContentType = null, MessageBody = "" } = action.FixedResponseConfig;
            metrics.counts.HTTP_Fixed_Response_Count += 1;
            return {
              action: "fixed-response",
              status: Number(StatusCode),
              contentType: ContentType,
              body: MessageBody,
              rulePriority: priority,
              errorReason: null,
            };
          }
        }
      },
  };
}
