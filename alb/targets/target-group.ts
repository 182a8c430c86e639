import type { AttributeSet } from "../attributes.ts";
import type { TargetWork } from "../exchange/route-decision.ts";
import type { Emit } from "../observe/events.ts";
import { nextHealth, REGISTERING, type CheckResult, type Health } from "./health-state.ts";
import type { HealthCheckSettings } from "./health-check-settings.ts";
import { cookieTarget } from "../stickiness/stickiness-cookie.ts";

export interface Target {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** How a stickiness cookie names it. */
  readonly cookieTarget: string;
  health: Health;
  /** HTTP requests and tunnels under way. */
  readonly exchanges: Set<TargetWork>;
  /** How many. */
  readonly outstanding: number;
  /** Open WebSockets among them. */
  tunnels: number;
  /** Requests for which it was chosen. */
  requests: number;
  /** While deregistration has not reached this node yet (rule R5.6), it still gets requests. */
  lagUntilMs: number;
}

export interface TargetGroupOptions {
  attributes: AttributeSet;
  healthCheck: HealthCheckSettings;
  deregistrationLagSeconds: () => number;
  now: () => number;
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
const NOT_REGISTERED: Health = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
  streak: 0,
};

export type TargetGroup = ReturnType<typeof createTargetGroup>;

/** The registered targets, their health, and which of them may get a request now. */
export function createTargetGroup({
  attributes,
  healthCheck,
  deregistrationLagSeconds,
  now,
  emit,
  onGone,
}: TargetGroupOptions) {
  const targets = new Map<string, Target>();
  const timers = new Map<string, NodeJS.Timeout>();

  function setHealth(target: Target, health: Health): void {
    const { state, reason } = target.health;
    target.health = health;
    if (health.state === state && health.reason === reason) return;
    emit("target-health", () => ({ id: target.id, from: state, to: health.state, reason: health.reason }));
  }

  const inState = (state: Health["state"]) => [...targets.values()].filter((target) => target.health.state === state);

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
    clearTimeout(timers.get(target.id));
    timers.delete(target.id);
    targets.delete(target.id);
    for (const exchange of target.exchanges) exchange.cut();
    setHealth(target, NOT_REGISTERED);
    onGone(target);
  }

  return {
    all: (): Target[] => [...targets.values()],
    get: (id: string): Target | null => targets.get(id) ?? null,

    /** Rule R5.2: a target that is still draining cannot be registered again. */
    register({ id, address, port }: { id: string; address: string; port: number }): Target {
      const known = targets.get(id);
      if (known) throw new Error(`target "${id}" is registered already (${known.health.state})`);
      const target: Target = {
        id,
        address,
        port,
        cookieTarget: cookieTarget(id),
        health: REGISTERING,
        exchanges: new Set(),
        get outstanding() {
          return this.exchanges.size;
        },
        tunnels: 0,
        requests: 0,
        lagUntilMs: 0,
      };
      targets.set(id, target);
      emit("target-registered", () => ({ id, address, port }));
      return target;
    },

    /**
     * Rules R5.1 to R5.3: it drains for the deregistration delay; what is still under way then is cut off, and the target
     * is `unused` and no longer listed.
     */
    deregister(id: string): void {
      const target = targets.get(id);
      if (!target) throw new Error(`target "${id}" is not registered`);
      if (target.health.state === "draining") return;
      target.lagUntilMs = now() + deregistrationLagSeconds() * 1000;
      setHealth(target, DEREGISTERING);
      emit("target-deregistered", () => ({ id }));
      const delayMs = attributes.seconds("deregistration_delay.timeout_seconds") * 1000;
      const timer = setTimeout(() => {
        remove(target);
      }, delayMs);
      timer.unref();
      timers.set(id, timer);
    },

    remove,

    checked: (target: Target, result: CheckResult) => setHealth(target, nextHealth(target.health, result, healthCheck)),

    /** The targets that a request may go to now; none when nothing is registered that could take one. */
    eligible(): { targets: Target[]; failOpen: boolean } {
      const healthy = inState("healthy");
      const unhealthy = inState("unhealthy");
      const nowMs = now();
      const lagging = inState("draining").filter((target) => nowMs < target.lagUntilMs);
      const failOpen = isFailOpen(healthy.length, unhealthy.length);
      return { targets: [...healthy, ...(failOpen ? unhealthy : []), ...lagging], failOpen };
    },

    close(): void {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
