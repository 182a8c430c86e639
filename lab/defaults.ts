/**
 * What `npm start` runs with unless it is told otherwise, the same as Terraform deploys (`terraform/alb.test.ts` holds
 * them together). Where a number differs from ELBv2's own default it is so that a person need not wait: ELBv2's shortest
 * health-check interval instead of 30 s, a deregistration delay of 30 s instead of 300 s.
 */
export const LAB_DEFAULTS = {
  instances: 3,
  stickiness: true,
  cookieDurationSeconds: 86_400,
  algorithm: "round_robin",
} as const;

export const LAB_HEALTH_CHECK = {
  path: "/health",
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThresholdCount: 2,
  unhealthyThresholdCount: 2,
  matcher: "200",
};

export type Algorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

/** ELBv2's attributes of the chat's target group. */
export function labTargetGroupAttributes(
  chosen: { stickiness?: boolean; cookieDurationSeconds?: number; algorithm?: Algorithm } = {},
): Record<string, string> {
  const { stickiness, cookieDurationSeconds, algorithm } = { ...LAB_DEFAULTS, ...chosen };
  return {
    "stickiness.enabled": String(stickiness),
    "stickiness.type": "lb_cookie",
    "stickiness.lb_cookie.duration_seconds": String(cookieDurationSeconds),
    "load_balancing.algorithm.type": algorithm,
    "deregistration_delay.timeout_seconds": "30",
  };
}

export const LAB_LOAD_BALANCER_ATTRIBUTES: Readonly<Record<string, string>> = {
  "idle_timeout.timeout_seconds": "60",
  "routing.http.drop_invalid_header_fields.enabled": "true",
};

/** An instance that is told to stop closes its connections over this time (its `DRAIN_MS`) … */
export const LAB_DRAIN_MS = 10_000;

/** … and has this much more to end, before it is killed. */
export const STOP_GRACE_MS = 5_000;
