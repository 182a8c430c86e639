import { once, type EventEmitter } from "node:events";
import type { AddressInfo } from "node:net";
import { createAccessLog, type AccessLogOptions } from "./observe/access-log.ts";
import { createLoadBalancerAttributes, type AttributeError } from "./attributes.ts";
import { createConfiguration, type ConfiguredListener } from "./configuration.ts";
import { createTargetConnections } from "./exchange/target-connections.ts";
import { elbIdentity } from "./observe/elb-identity.ts";
import { createEvents, type BalancerEvents } from "./observe/events.ts";
import type { HealthCheckSettings } from "./targets/health-check-settings.ts";
import type { HealthState } from "./targets/health-state.ts";
import { createListener } from "./listener.ts";
import type { ListenerRule, RuleAction } from "./listener-rules/rule.ts";
import { createMetrics, type MetricName, type ResponseTime, type TargetGroupMetricName } from "./observe/metrics.ts";
import { DEFAULT_PINS, type Pins } from "./open-choices.ts";
import type { OpenedStickinessCookie } from "./stickiness/open-stickiness-cookie.ts";
import type { Target, TargetGroup } from "./targets/target-group.ts";
import type { ListenerTls } from "./tls/tls-listener.ts";
import { parseTarget } from "./targets/parse-target.ts";
import type { NewTargetGroup } from "./targets/target-groups.ts";

export type { AttributeError } from "./attributes.ts";
export type { ListenerTls } from "./tls/tls-listener.ts";
export type { BalancerEvent } from "./observe/events.ts";

/** What a listener does with requests: ELBv2's own JSON. */
export interface ListenerRules {
  /** Without any, it forwards to the first target group. */
  defaultActions?: RuleAction[];
  rules?: ListenerRule[];
}

/** An HTTP listener, or an HTTPS listener where there is `tls`. */
export interface ListenerOptions extends ListenerRules {
  /** 0: any free port. */
  port?: number;
  tls?: ListenerTls;
}

/** Those of a listener are the first one's. */
export interface BalancerOptions extends ListenerOptions {
  host?: string;
  /** The first target group's from the start: `http://127.0.0.1:3001` or `127.0.0.1:3001`, which becomes its id. */
  targets?: readonly string[];
  name?: string;
  /** The first target group's; without it that of the load balancer. */
  targetGroupName?: string;
  /** Further listeners, on the same host. */
  moreListeners?: readonly ListenerOptions[];
  /** ELBv2's names and string values. */
  loadBalancerAttributes?: Readonly<Record<string, string>>;
  /** Of the first target group, as `healthCheck`. */
  targetGroupAttributes?: Readonly<Record<string, string>>;
  healthCheck?: Partial<HealthCheckSettings>;
  /** Beside the first. */
  moreTargetGroups?: readonly NewTargetGroup[];
  pins?: Partial<Pins>;
  /** For tests: durations may be fractions of a second and below ELBv2's minimum. */
  shortDurations?: boolean;
  accessLog?: AccessLogOptions;
  /** Milliseconds since 1970, for stickiness and dates. */
  now?: () => number;
  /** From 0 up to but not 1: chooses among weighted target groups, and by `weighted_random`. */
  random?: () => number;
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

export interface ListenerState {
  protocol: "HTTP" | "HTTPS";
  port: number;
  /** Of an HTTPS listener: the security policy, and with it the versions of TLS. */
  sslPolicy: string | null;
  defaultActions: RuleAction[];
  rules: ListenerRule[];
}

export interface TargetGroupState {
  name: string;
  arn: string;
  attributes: Record<string, string>;
  healthCheck: HealthCheckSettings;
  targets: (TargetState & { metrics: Record<TargetGroupMetricName, number>; responseTime: ResponseTime })[];
  metrics: Record<TargetGroupMetricName | "HealthyHostCount" | "UnHealthyHostCount", number>;
  responseTime: ResponseTime;
}

export interface BalancerState {
  loadBalancer: { name: string; attributes: Record<string, string>; metrics: Record<MetricName, number> };
  /** The one that the balancer was started with first. */
  listeners: ListenerState[];
  /** The first one first. */
  targetGroups: TargetGroupState[];
  /** The first target group's. */
  targetGroup: { name: string; attributes: Record<string, string>; healthCheck: HealthCheckSettings };
  targets: TargetState[];
  /** The load balancer's; those that have the dimension of a target group are the first target group's. */
  metrics: Record<MetricName, number>;
}

/** Where a target group may be named, none is the first. All of these throw RangeError when there is no such group. */
export interface Balancer {
  url: string;
  port: number;
  events: EventEmitter & BalancerEvents;
  /** @throws when the id is registered already, draining included (rule R5.2). */
  registerTarget(target: { id: string; address: string; port: number }, targetGroup?: string): void;
  /** It drains for the deregistration delay, is then `unused` (an event says so) and no longer listed. */
  deregisterTarget(id: string, targetGroup?: string): void;
  /** Takes it off the list at once, cutting what is under way: its host is gone. */
  removeTarget(id: string, targetGroup?: string): void;
  state(): BalancerState;
  /** Resolves when every target is healthy that some rule leads to. Rejects, by default after 60 s, and names those that are not; at once when the balancer is closed. */
  ready(timeoutMs?: number): Promise<void>;
  /** All of them or, when one is refused, none. */
  modifyTargetGroupAttributes(patch: Readonly<Record<string, string>>, targetGroup?: string): AttributeError | null;
  modifyLoadBalancerAttributes(patch: Readonly<Record<string, string>>): AttributeError | null;
  /** @returns why not; null when it was done. */
  modifyHealthCheck(patch: Partial<HealthCheckSettings>, targetGroup?: string): string | null;
  /** @returns why not; null when it is there. */
  createTargetGroup(group: NewTargetGroup): string | null;
  /** @returns why not (a rule names it, or it is the first); null when it is gone, with its targets. */
  deleteTargetGroup(targetGroup: string): string | null;
  /** The rules of the listener on this port, the first without one; null when nothing listens there. */
  listener(port?: number): Omit<ConfiguredListener, "decide" | "forget"> | null;
  /** One more, on the same host. Resolves with its port when it listens. @throws RangeError that says why it is refused. */
  createListener(listener: ListenerOptions): Promise<number>;
  /** Cuts its connections. @throws RangeError when nothing listens there, or it is the first. */
  deleteListener(port: number): Promise<void>;
  /** What pins a client to this target from now on; null when it is not registered. */
  issueStickinessCookies(id: string, targetGroup?: string): { AWSALB: string; AWSALBCORS: string } | null;
  /** What a stickiness cookie of this balancer says, and what it is worth now at the first target group. */
  openStickinessCookie(value: string): OpenedStickinessCookie;
  /** Rule R1.16: a new key seals cookies from now on; the one before still opens, older ones no longer. */
  rotateCookieKey(): void;
  /** The newest lines, newest last. */
  accessLog(): string[];
  close(): Promise<void>;
}

/**
 * A stand-in for an Application Load Balancer: listeners with their rules, and target groups.
 * @throws RangeError that names the option, its value and what is allowed; nothing listens then.
 */
export async function startBalancer(options: BalancerOptions = {}): Promise<Balancer> {
  refuseUnknownOptions(options);
  const { host = "127.0.0.1", name = "sticky-rooms", shortDurations = false, now = Date.now } = options;
  const { moreListeners = [], moreTargetGroups = [] } = options;
  const pins = { ...DEFAULT_PINS, ...options.pins };
  const loadBalancer = createLoadBalancerAttributes(shortDurations);
  const wrong = loadBalancer.modify(options.loadBalancerAttributes ?? {})?.message;
  if (wrong) throw new RangeError(wrong);
  const targets = readTargets(options.targets ?? []);

  const { emitter, emit } = createEvents(now);
  const metrics = createMetrics();
  const accessLog = createAccessLog(options.accessLog ?? {});
  const identity = elbIdentity(name);
  const connections = createTargetConnections({
    metrics,
    idleMs: () => loadBalancer.seconds("idle_timeout.timeout_seconds") * 1000,
    connectTimeoutMs: pins.connectTimeoutSeconds * 1000,
  });
  const configuration = createConfiguration({
    first: {
      name: options.targetGroupName ?? name,
      ...(options.targetGroupAttributes && { attributes: options.targetGroupAttributes }),
      ...(options.healthCheck && { healthCheck: options.healthCheck }),
    },
    arnOf: identity.targetGroupArn,
    shortDurations,
    pins,
    metrics,
    emit,
    now,
    ...(options.random && { random: options.random }),
    onGone: connections.forget,
  });
  for (const group of moreTargetGroups) {
    const refusal = configuration.createTargetGroup(group);
    if (refusal) throw new RangeError(refusal);
  }
  const open = ({ port: wanted = 0, tls, defaultActions, rules }: ListenerOptions) => {
    const actualPort = () => (server.address() as AddressInfo | null)?.port ?? wanted;
    const configured = configuration.addListener({
      protocol: tls ? "HTTPS" : "HTTP",
      port: actualPort,
      ...(defaultActions && { defaultActions }),
      ...(rules && { rules }),
    });
    const listener = createListener(
      {
        attributes: loadBalancer,
        decide: configured.decide,
        connections,
        records: { accessLog, metrics, emit, now, identity, node: host },
        metrics,
        now,
      },
      tls ?? null,
    );
    const { server } = listener;
    return { ...listener, configured, actualPort, wanted };
  };
  const listeners = [options, ...moreListeners].map(open);
  let closing: Promise<void> | null = null;
  const closed = new AbortController();
  const listen = ({ server, wanted }: (typeof listeners)[number]) => once(server.listen(wanted, host), "listening");
  const end = async ({ server, close: cut }: (typeof listeners)[number]) => {
    const closed = server.listening ? once(server.close(), "close") : null;
    cut();
    await closed;
  };
  const close = async () => {
    closed.abort();
    const ends = listeners.map(end);
    configuration.close();
    connections.close();
    await Promise.all(ends);
    await accessLog.close();
  };
  try {
    for (const listener of listeners) await listen(listener);
  } catch (error) {
    await close();
    throw error;
  }
  const remove = async (listener: (typeof listeners)[number]) => {
    if (listeners.includes(listener)) listeners.splice(listeners.indexOf(listener), 1);
    listener.configured.forget();
    await end(listener);
  };
  const actualPort = listeners[0]!.actualPort();
  for (const target of targets) configuration.group().register(target);

  return {
    url: `${options.tls ? "https" : "http"}://${host}:${actualPort}`,
    port: actualPort,
    events: emitter,
    registerTarget: (target, targetGroup) => void configuration.group(targetGroup).register(target),
    deregisterTarget: (id, targetGroup) => configuration.group(targetGroup).deregister(id),
    removeTarget(id, targetGroup) {
      const group = configuration.group(targetGroup);
      const target = group.get(id);
      if (target) group.remove(target);
    },
    state: () => {
      const all = metrics.all();
      const targetGroups = configuration.groups().map((group) => groupState(group));
      const [first] = targetGroups as [TargetGroupState];
      return {
        loadBalancer: { name, attributes: loadBalancer.all(), metrics: all },
        listeners: listeners.map(({ configured, sslPolicy }) => ({
          protocol: configured.protocol,
          port: configured.port(),
          sslPolicy,
          defaultActions: configured.defaultActions(),
          rules: configured.rules(),
        })),
        targetGroups,
        targetGroup: { name: first.name, attributes: first.attributes, healthCheck: first.healthCheck },
        targets: configuration
          .group()
          .all()
          .map((target) => targetState(target)),
        metrics: { ...all, ...first.metrics },
      };
    },
    async ready(timeoutMs = 60_000) {
      const ended = AbortSignal.any([closed.signal, AbortSignal.timeout(Math.ceil(timeoutMs))]);
      const waitedFor = () =>
        configuration
          .groups()
          .flatMap((group) => group.all().filter(({ health }) => !["healthy", "unused"].includes(health.state)));
      while (waitedFor().length > 0) {
        await once(emitter, "event", { signal: ended }).catch(() => {
          if (closed.signal.aborted) throw new Error("not ready: the balancer is closed");
          const names = waitedFor().map(({ id, health }) => `${id} is ${health.state} (${health.description})`);
          throw new Error(`not healthy after ${timeoutMs / 1000} s: ${[...new Set(names)].join("; ")}`);
        });
      }
    },
    modifyTargetGroupAttributes: configuration.modifyTargetGroupAttributes,
    modifyHealthCheck: configuration.modifyHealthCheck,
    createTargetGroup: configuration.createTargetGroup,
    deleteTargetGroup: configuration.deleteTargetGroup,
    modifyLoadBalancerAttributes(patch) {
      const from = loadBalancer.all();
      const error = loadBalancer.modify(patch);
      if (error) return error;
      for (const listener of listeners) listener.refreshIdleTimeout();
      connections.refreshIdleTimeout();
      emit("attributes-modified", () => ({
        what: "load-balancer",
        from: Object.fromEntries(Object.keys(patch).map((key) => [key, from[key]])),
        to: { ...patch },
      }));
      return null;
    },
    listener: (of = actualPort) => listeners.find((listener) => listener.actualPort() === of)?.configured ?? null,
    async createListener(of) {
      if (closing) throw new RangeError("the balancer is closed");
      const listener = open(of);
      listeners.push(listener);
      try {
        await listen(listener);
        return listener.actualPort();
      } catch (error) {
        await remove(listener);
        throw error;
      }
    },
    async deleteListener(of) {
      const listener = listeners.find((one) => one.actualPort() === of);
      if (!listener) throw new RangeError(`nothing listens at port ${of}`);
      if (listener === listeners[0]) throw new RangeError(`the listener at port ${of} is the first, which stays`);
      await remove(listener);
    },
    issueStickinessCookies: configuration.issueStickinessCookies,
    openStickinessCookie: configuration.openStickinessCookie,
    rotateCookieKey: configuration.rotateCookieKey,
    accessLog: accessLog.lines,
    close: () => (closing ??= close()),
  };
}

const OPTIONS = {
  accessLog: true,
  defaultActions: true,
  healthCheck: true,
  host: true,
  loadBalancerAttributes: true,
  moreListeners: true,
  moreTargetGroups: true,
  name: true,
  now: true,
  pins: true,
  port: true,
  random: true,
  rules: true,
  shortDurations: true,
  targetGroupAttributes: true,
  targetGroupName: true,
  targets: true,
  tls: true,
} as const satisfies Record<keyof BalancerOptions, true>;

/** JavaScript has nobody else who would say it. */
function refuseUnknownOptions(options: BalancerOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown === undefined) return;
  throw new RangeError(`"${unknown}" is not an option; allowed: ${Object.keys(OPTIONS).join(", ")}`);
}

function readTargets(values: readonly string[]) {
  const targets = values.map((value) => {
    const target = parseTarget(value);
    if (typeof target === "string") throw new RangeError(`targets: ${target}`);
    return target;
  });
  const twice = targets.find(({ id }, index) => targets.findIndex((one) => one.id === id) < index);
  if (twice) throw new RangeError(`targets: "${twice.id}" is named twice`);
  return targets;
}

function targetState(target: Target): TargetState {
  const { id, address, port, health, exchanges, tunnels, metrics } = target;
  return {
    id,
    address,
    port,
    health: { state: health.state, reason: health.reason, description: health.description },
    connections: tunnels,
    requestsInFlight: exchanges.size - tunnels,
    requests: metrics.all().RequestCount,
  };
}

function groupState(group: TargetGroup): TargetGroupState {
  const targets = group.all();
  const inState = (state: HealthState) => targets.filter((target) => target.health.state === state).length;
  return {
    name: group.name,
    arn: group.arn,
    attributes: group.attributes.all(),
    healthCheck: group.healthCheck(),
    targets: targets.map((target) => ({
      ...targetState(target),
      metrics: target.metrics.all(),
      responseTime: target.metrics.responseTime(),
    })),
    metrics: { ...group.metrics.all(), HealthyHostCount: inState("healthy"), UnHealthyHostCount: inState("unhealthy") },
    responseTime: group.metrics.responseTime(),
  };
}
