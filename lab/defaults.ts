/**
 * The numbers of the lab, the same as Terraform deploys (`terraform/alb.test.ts` holds them together). Where they
 * differ from ELBv2's own defaults it is so that a person need not wait: ELBv2's shortest health-check interval
 * instead of 30 s, a deregistration delay of 30 s instead of 300 s.
 */
export const LAB_HEALTH_CHECK = {
  path: "/health",
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThresholdCount: 2,
  unhealthyThresholdCount: 2,
  matcher: "200",
};

export const LAB_TARGET_GROUP_ATTRIBUTES: Readonly<Record<string, string>> = {
  "stickiness.enabled": "true",
  "stickiness.type": "lb_cookie",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "load_balancing.algorithm.type": "round_robin",
  "deregistration_delay.timeout_seconds": "30",
};

export const LAB_LOAD_BALANCER_ATTRIBUTES: Readonly<Record<string, string>> = {
  "idle_timeout.timeout_seconds": "60",
  "routing.http.drop_invalid_header_fields.enabled": "true",
};
