import type { HealthCheckSettings } from "./health-check-settings.ts";

/** ELBv2's TargetHealthStateEnum, as far as an ALB's target group uses it (rule R4.3). */
export type HealthState = "initial" | "healthy" | "unhealthy" | "unused" | "draining";

export type HealthReason =
  | "Elb.RegistrationInProgress"
  | "Elb.InitialHealthChecking"
  | "Target.ResponseCodeMismatch"
  | "Target.Timeout"
  | "Target.FailedHealthChecks"
  | "Target.NotRegistered"
  | "Target.NotInUse"
  | "Target.DeregistrationInProgress";

export interface Health {
  state: HealthState;
  reason: HealthReason | null;
  description: string | null;
  /** Consecutive checks that contradict the state. */
  streak: number;
}

export type CheckResult = { passed: true } | { passed: false; reason: HealthReason; description: string };

export const REGISTERING: Health = {
  state: "initial",
  reason: "Elb.RegistrationInProgress",
  description: "Target registration is in progress",
  streak: 0,
};

const HEALTHY: Health = { state: "healthy", reason: null, description: null, streak: 0 };

/**
 * Rule R4.4: a new target is healthy after its first passed check; an unhealthy one needs `healthyThresholdCount` in a
 * row; any other is unhealthy after `unhealthyThresholdCount` failures in a row.
 */
export function nextHealth(health: Health, result: CheckResult, settings: HealthCheckSettings): Health {
  const { state } = health;
  if (state === "draining" || state === "unused") return health;
  if (result.passed) {
    if (state !== "unhealthy") return HEALTHY;
    const streak = health.streak + 1;
    return streak >= settings.healthyThresholdCount ? HEALTHY : { ...health, streak };
  }
  const { reason, description } = result;
  if (state === "unhealthy") return { state, reason, description, streak: 0 };
  const streak = health.streak + 1;
  if (streak >= settings.unhealthyThresholdCount) return { state: "unhealthy", reason, description, streak: 0 };
  if (state === "healthy") return { ...health, streak };
  return { state, reason: "Elb.InitialHealthChecking", description: "Initial health checks in progress", streak };
}
