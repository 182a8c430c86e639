import type { AttributeSet } from "../attributes.ts";
import type { ForwardTarget } from "../exchange/route-decision.ts";
import { WorkInProgress } from "../exchange/work-in-progress.ts";
import type { Emit } from "../observe/events.ts";
import { createTargetGroupMetrics, type TargetGroupMetrics } from "../observe/metrics.ts";
import { cookieTarget } from "../stickiness/cookie-sealer.ts";
import { createChooser, type Algorithm } from "./choose-target.ts";
import type { HealthCheckSettings } from "./health-check-settings.ts";
import { createHealthChecker } from "./health-checker.ts";
import { nextHealth, REGISTERING, type CheckResult, type Health } from "./health-state.ts";
import { slowStartShare } from "./slow-start.ts";

export interface Target extends ForwardTarget {
  /** What a stickiness cookie seals for it: its group and its id. */
  readonly cookieName: string;
  /** How such a cookie names it. */
  readonly cookieTarget: string;
  readonly metrics: TargetGroupMetrics;
  health: Health;
  /** How many HTTP requests and tunnels are under way. */
  readonly outstanding: number;
  /** While deregistration has not reached this node yet (rule R5.6), it still gets requests. */
  lagUntilMs: number;
  /** Registered when another was there that took its whole share. */
  readonly isLatecomer: boolean;
  /** Since when it starts slowly (rule R3.10); null: it does not. */
  slowSinceMs: number | null;
}

export interface TargetGroupOptions {
  name: string;
  arn: string;
  attributes: AttributeSet;
  healthCheck: HealthCheckSettings;
  deregistrationLagSeconds: () => number;
  now: () => number;
  random?: () => number;
  emit: Emit;
  /** A target is off the list. */
  onGone: (target: Target) => void;
}

const DEREGISTERING: Health = {
  state: "draining",
  reason: "Target.DeregistrationInProgress",
  description: "Target deregistration is in progress",
  streak: 0,
};
const NOT_IN_USE: Health = {
  state: "unused",
  reason: "Target.NotInUse",
  description: "Target group is not configured to receive traffic from the load balancer",
  streak: 0,
};
const NOT_REGISTERED: Health = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
  streak: 0,
};

export type TargetGroup = ReturnType<typeof createTargetGroup>;

/** The registered targets, their health, and which of them gets a request now. */
export function createTargetGroup({
  name,
  arn,
  attributes,
  healthCheck,
  deregistrationLagSeconds,
  now,
  random,
  emit,
  onGone,
}: TargetGroupOptions) {
  const targets = new Map<string, Target>();
  const timers = new Map<string, NodeJS.Timeout>();
  const chooser = createChooser(random);
  let checks = healthCheck;
  let isInUse = false;
  /** The targets when all of them are healthy, which is asked for with each request; null: find out. */
  let allHealthy: Target[] | null = null;
  const checker = createHealthChecker(
    () => checks,
    (target: Target, result) => checked(target, result),
  );

  function setHealth(target: Target, health: Health): void {
    const { state, reason } = target.health;
    if (health.state === "healthy" && state !== "healthy") {
      const isSlow = state === "unhealthy" ? hasWarmTarget() : target.isLatecomer;
      target.slowSinceMs = isSlow && attributes.seconds("slow_start.duration_seconds") > 0 ? now() : null;
    }
    target.health = health;
    allHealthy = null;
    if (health.state === state && health.reason === reason) return;
    const { id } = target;
    emit("target-health", () => ({ id, targetGroup: name, from: state, to: health.state, reason: health.reason }));
  }

  function inState(state: Health["state"]): Target[] {
    return [...targets.values()].filter((target) => target.health.state === state);
  }

  /** Rule R3.10: only beside a healthy target that takes its whole share does another start slowly. */
  function hasWarmTarget(): boolean {
    const period = attributes.seconds("slow_start.duration_seconds");
    return inState("healthy").some(({ slowSinceMs }) => slowStartShare(slowSinceMs, period, now()) === 1);
  }

  function checked(target: Target, result: CheckResult): void {
    setHealth(target, nextHealth(target.health, result, checks));
  }

  /** Rule R4.3: a group that no listener's rule names is not checked. */
  function beginChecks(target: Target): void {
    if (target.health.state === "draining") return;
    setHealth(target, isInUse ? REGISTERING : NOT_IN_USE);
    if (isInUse) checker.start(target);
    else checker.stop(target);
  }

  /** Rule R4.6: with too few healthy targets requests go to all of them, the unhealthy included. */
  function isFailOpen(healthy: number, unhealthy: number): boolean {
    const prefix = "target_group_health.unhealthy_state_routing.minimum_healthy_targets";
    const percentage = attributes.get(`${prefix}.percentage`);
    const total = healthy + unhealthy;
    if (unhealthy === 0) return false;
    return (
      healthy < Number(attributes.get(`${prefix}.count`)) ||
      (percentage !== "off" && (healthy * 100) / total < Number(percentage))
    );
  }

  function remove(target: Target): void {
    checker.stop(target);
    clearTimeout(timers.get(target.id));
    timers.delete(target.id);
    targets.delete(target.id);
    target.exchanges.cut();
    setHealth(target, NOT_REGISTERED);
    onGone(target);
  }

  return {
    name,
    arn,
    attributes,
    metrics: createTargetGroupMetrics(),
    healthCheck: (): HealthCheckSettings => ({ ...checks }),
    all: (): Target[] => [...targets.values()],
    get: (id: string): Target | null => targets.get(id) ?? null,

    /** Rule R5.2: a target that is still draining cannot be registered again. */
    register({ id, address, port }: { id: string; address: string; port: number }): Target {
      const known = targets.get(id);
      if (known) throw new Error(`target "${id}" is registered already (${known.health.state})`);
      const cookieName = `${name}\n${id}`;
      const target: Target = {
        id,
        address,
        port,
        endpoint: `${address}:${port}`,
        cookieName,
        cookieTarget: cookieTarget(cookieName),
        metrics: createTargetGroupMetrics(),
        health: isInUse ? REGISTERING : NOT_IN_USE,
        exchanges: new WorkInProgress(),
        get outstanding() {
          return this.exchanges.size;
        },
        tunnels: 0,
        lagUntilMs: 0,
        isLatecomer: hasWarmTarget(),
        slowSinceMs: null,
      };
      targets.set(id, target);
      allHealthy = null;
      emit("target-registered", () => ({ id, targetGroup: name, address, port }));
      if (isInUse) checker.start(target);
      return target;
    },

    /** Whether a listener's rule names it. */
    setInUse(inUse: boolean): void {
      if (inUse === isInUse) return;
      isInUse = inUse;
      for (const target of targets.values()) beginChecks(target);
    },

    /** From now on, targets keep the state that they have. @param next within ELBv2's ranges. */
    setHealthCheck(next: HealthCheckSettings): void {
      checks = next;
      if (!isInUse) return;
      for (const target of targets.values()) if (target.health.state !== "draining") checker.start(target);
    },

    /**
     * Rules R5.1 to R5.3: it drains for the deregistration delay; what is still under way then is cut off, and the target
     * is `unused` and no longer listed.
     */
    deregister(id: string): void {
      const target = targets.get(id);
      if (!target) throw new Error(`target "${id}" is not registered`);
      if (target.health.state === "draining") return;
      checker.stop(target);
      target.lagUntilMs = now() + deregistrationLagSeconds() * 1000;
      setHealth(target, DEREGISTERING);
      emit("target-deregistered", () => ({ id, targetGroup: name }));
      const delayMs = attributes.seconds("deregistration_delay.timeout_seconds") * 1000;
      const timer = setTimeout(() => {
        remove(target);
      }, delayMs);
      timer.unref();
      timers.set(id, timer);
    },

    remove,

    /** The targets that a request may go to now; none when nothing is registered that could take one. */
    eligible(): { targets: readonly Target[]; failOpen: boolean } {
      if (allHealthy) return { targets: allHealthy, failOpen: false };
      const healthy = inState("healthy");
      const unhealthy = inState("unhealthy");
      const nowMs = now();
      const lagging = inState("draining").filter((target) => nowMs < target.lagUntilMs);
      const failOpen = isFailOpen(healthy.length, unhealthy.length);
      if (healthy.length === targets.size) allHealthy = healthy;
      return { targets: [...healthy, ...(failOpen ? unhealthy : []), ...lagging], failOpen };
    },

    /** The algorithm's choice. @param of some of the eligible targets, not none. */
    choose(of: readonly Target[]): Target {
      const period = attributes.seconds("slow_start.duration_seconds");
      const nowMs = now();
      return chooser.choose(of, attributes.get("load_balancing.algorithm.type") as Algorithm, (target) =>
        slowStartShare(target.slowSinceMs, period, nowMs),
      );
    },

    close(): void {
      checker.close();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
