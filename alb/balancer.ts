import { once, type EventEmitter } from "node:events";
import type { AddressInfo } from "node:net";
import { createAccessLog, type AccessLogOptions } from "./observe/access-log.ts";
import { createLoadBalancerAttributes, createTargetGroupAttributes, type AttributeError } from "./attributes.ts";
import { createChooser } from "./targets/choose-target.ts";
import { createTargetConnections } from "./exchange/target-connections.ts";
import { elbIdentity } from "./observe/elb-identity.ts";
import { createEvents, type BalancerEvents } from "./observe/events.ts";
import { DEFAULT_HEALTH_CHECK, refuseHealthCheck, type HealthCheckSettings } from "./targets/health-check-settings.ts";
import { createHealthChecker } from "./targets/health-checker.ts";
import type { HealthState } from "./targets/health-state.ts";
import { createListener } from "./listener.ts";
import { createMetrics, type MetricName } from "./observe/metrics.ts";
import { DEFAULT_PINS, type Pins } from "./open-choices.ts";
import { createRouter } from "./router.ts";
import { openStickinessCookie, type OpenedStickinessCookie } from "./stickiness/open-stickiness-cookie.ts";
import { createCookieSealer } from "./stickiness/stickiness-cookie.ts";
import { createTargetGroup } from "./targets/target-group.ts";

export type { AttributeError } from "./attributes.ts";
export type { BalancerEvent } from "./observe/events.ts";

export interface BalancerOptions {
  /** 0: any free port. */
  port?: number;
  host?: string;
  name?: string;
  /** ELBv2's names and string values. */
  loadBalancerAttributes?: Readonly<Record<string, string>>;
  targetGroupAttributes?: Readonly<Record<string, string>>;
  healthCheck?: Partial<HealthCheckSettings>;
  pins?: Partial<Pins>;
  /** For tests: durations may be fractions of a second and below ELBv2's minimum. */
  shortDurations?: boolean;
  accessLog?: AccessLogOptions;
  /** Milliseconds since 1970, for stickiness and dates. */
  now?: () => number;
}

export interface TargetState {
  id: string;
  address: string;
  port: number;
  health: { state: HealthState; reason: string | null; description: string | null };
  /** Open WebSockets. */
  connections: number;
  requestsInFlight: number;
  /** Requests for which it was chosen. */
  requests: number;
}

export interface BalancerState {
  loadBalancer: { name: string; attributes: Record<string, string> };
  targetGroup: { name: string; attributes: Record<string, string>; healthCheck: HealthCheckSettings };
  targets: TargetState[];
  metrics: Record<MetricName, number>;
}

export interface Balancer {
  url: string;
  port: number;
  events: EventEmitter & BalancerEvents;
  /** @throws when the id is registered already, draining included (rule R5.2). */
  registerTarget(target: { id: string; address: string; port: number }): void;
  /** It drains for the deregistration delay, is then `unused` (an event says so) and no longer listed. */
  deregisterTarget(id: string): void;
  /** Takes it off the list at once, cutting what is under way: its host is gone. */
  removeTarget(id: string): void;
  state(): BalancerState;
  /** All of them or, when one is refused, none. */
  modifyTargetGroupAttributes(patch: Readonly<Record<string, string>>): AttributeError | null;
  modifyLoadBalancerAttributes(patch: Readonly<Record<string, string>>): AttributeError | null;
  /** What pins a client to this target from now on; null when it is not registered. */
  issueStickinessCookies(id: string): { AWSALB: string; AWSALBCORS: string } | null;
  /** What a stickiness cookie of this balancer says, and what it is worth now. */
  openStickinessCookie(value: string): OpenedStickinessCookie;
  /** Rule R1.16: a new key seals cookies from now on; the one before still opens, older ones no longer. */
  rotateCookieKey(): void;
  /** The newest lines, newest last. */
  accessLog(): string[];
  close(): Promise<void>;
}

/** A stand-in for an Application Load Balancer with one HTTP listener and one target group. */
export async function startBalancer(options: BalancerOptions = {}): Promise<Balancer> {
  const { port = 0, host = "127.0.0.1", name = "sticky-rooms", shortDurations = false, now = Date.now } = options;
  const healthCheck = { ...DEFAULT_HEALTH_CHECK, ...options.healthCheck };
  const pins = { ...DEFAULT_PINS, ...options.pins };
  const loadBalancer = createLoadBalancerAttributes(shortDurations);
  const targetGroup = createTargetGroupAttributes(shortDurations);
  const wrong =
    refuseHealthCheck(healthCheck, shortDurations) ??
    loadBalancer.modify(options.loadBalancerAttributes ?? {})?.message ??
    targetGroup.modify(options.targetGroupAttributes ?? {})?.message;
  if (wrong) throw new RangeError(wrong);

  const { emitter, emit } = createEvents(now);
  const metrics = createMetrics();
  const accessLog = createAccessLog(options.accessLog ?? {});
  const identity = elbIdentity(name);
  const sealer = createCookieSealer();
  const group = createTargetGroup({
    attributes: targetGroup,
    healthCheck,
    deregistrationLagSeconds: () => pins.deregistrationLagSeconds,
    now,
    emit,
    onGone: (target) => {
      checker.stop(target);
      connections.forget(target);
    },
  });
  const checker = createHealthChecker(healthCheck, group.checked);
  const connections = createTargetConnections({
    metrics,
    idleMs: () => loadBalancer.seconds("idle_timeout.timeout_seconds") * 1000,
    connectTimeoutMs: pins.connectTimeoutSeconds * 1000,
  });
  const decide = createRouter({
    group,
    targetGroupArn: identity.targetGroupArn,
    attributes: targetGroup,
    chooser: createChooser(),
    sealer,
    pins,
    metrics,
  });
  const listener = createListener({
    attributes: loadBalancer,
    decide,
    connections,
    records: { accessLog, metrics, emit, now, identity, node: host },
    metrics,
    now,
  });
  const { server } = listener;
  const actualPort = () => (server.address() as AddressInfo | null)?.port ?? port;
  server.listen(port, host);
  await once(server, "listening");

  const modify =
    (what: "target-group" | "load-balancer", attributes: typeof loadBalancer) =>
    (patch: Readonly<Record<string, string>>) => {
      const from = attributes.all();
      const error = attributes.modify(patch);
      if (error) return error;
      if (what === "load-balancer") {
        listener.refreshIdleTimeout();
        connections.refreshIdleTimeout();
      }
      emit("attributes-modified", () => ({
        what,
        from: Object.fromEntries(Object.keys(patch).map((key) => [key, from[key]])),
        to: { ...patch },
      }));
      return null;
    };

  let closing: Promise<void> | null = null;
  const close = async () => {
    const closed = once(server, "close");
    checker.close();
    group.close();
    server.close();
    listener.close();
    connections.close();
    await closed;
    await accessLog.close();
  };
  return {
    url: `http://${host}:${actualPort()}`,
    port: actualPort(),
    events: emitter,
    registerTarget: (target) => checker.start(group.register(target)),
    deregisterTarget(id) {
      const target = group.get(id);
      group.deregister(id);
      if (target) checker.stop(target);
    },
    removeTarget(id) {
      const target = group.get(id);
      if (target) group.remove(target);
    },
    state: () => {
      const targets = group.all();
      const inState = (state: HealthState) => targets.filter((target) => target.health.state === state).length;
      return {
        loadBalancer: { name, attributes: loadBalancer.all() },
        targetGroup: { name, attributes: targetGroup.all(), healthCheck },
        targets: targets.map(({ id, address, port: at, health, exchanges, tunnels, requests }) => ({
          id,
          address,
          port: at,
          health: { state: health.state, reason: health.reason, description: health.description },
          connections: tunnels,
          requestsInFlight: exchanges.size - tunnels,
          requests,
        })),
        metrics: { ...metrics.all(), HealthyHostCount: inState("healthy"), UnHealthyHostCount: inState("unhealthy") },
      };
    },
    modifyTargetGroupAttributes: modify("target-group", targetGroup),
    modifyLoadBalancerAttributes: modify("load-balancer", loadBalancer),
    issueStickinessCookies(id) {
      if (!group.get(id)) return null;
      const value = sealer.seal(id, now());
      return { AWSALB: value, AWSALBCORS: value };
    },
    openStickinessCookie: (value) =>
      openStickinessCookie(value, { sealer, group, attributes: targetGroup, nowMs: now() }),
    rotateCookieKey: sealer.rotate,
    accessLog: accessLog.lines,
    close: () => (closing ??= close()),
  };
}
