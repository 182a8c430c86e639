import type { AttributeError } from "./attributes.ts";
import type { DecideRoute } from "./exchange/route-decision.ts";
import type { ListenerRule, RuleAction } from "./listener-rules/rule.ts";
import { createRuleTable, type RuleTable } from "./listener-rules/rule-table.ts";
import type { Emit } from "./observe/events.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Pins } from "./open-choices.ts";
import { createRouter } from "./router.ts";
import { openStickinessCookie, type OpenedStickinessCookie } from "./stickiness/open-stickiness-cookie.ts";
import { createCookieSealer } from "./stickiness/cookie-sealer.ts";
import type { HealthCheckSettings } from "./targets/health-check-settings.ts";
import type { Target, TargetGroup } from "./targets/target-group.ts";
import { createTargetGroups, type NewTargetGroup } from "./targets/target-groups.ts";

/** *Listeners per Application Load Balancer*. */
const MAX_LISTENERS = 50;

export interface ListenerSettings {
  protocol: "HTTP" | "HTTPS";
  /** Known once it listens. */
  port: () => number;
  /** Without any, it forwards to the first target group. */
  defaultActions?: RuleAction[];
  rules?: ListenerRule[];
}

/** A listener as the routing sees it. */
export interface ConfiguredListener {
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: () => number;
  readonly decide: DecideRoute;
  defaultActions(): RuleAction[];
  rules(): ListenerRule[];
  /** Each returns why not, or null when it was done; what is refused changes nothing. */
  setDefaultActions(actions: RuleAction[]): string | null;
  createRule(rule: ListenerRule): string | null;
  modifyRule(priority: number, patch: Partial<ListenerRule>): string | null;
  deleteRule(priority: number): string | null;
  /** Its rules count no longer. */
  forget(): void;
}

export interface ConfigurationOptions {
  /** Of the target group that is always there. */
  first: NewTargetGroup;
  arnOf: (targetGroup: string) => string;
  shortDurations: boolean;
  pins: Pins;
  metrics: Metrics;
  emit: Emit;
  now: () => number;
  random?: () => number;
  onGone: (target: Target) => void;
}

/**
 * What a load balancer is set to do: its target groups, and the rules of its listeners. It answers what becomes of a request
 * and knows no sockets but those of health checks.
 * @throws RangeError when the first target group is refused.
 */
export function createConfiguration(options: ConfigurationOptions) {
  const { first, arnOf, shortDurations, pins, metrics, emit, now, random, onGone } = options;
  const sealer = createCookieSealer();
  const groupSealer = createCookieSealer(undefined, "AWSALBTG");
  const groups = createTargetGroups({
    arnOf,
    shortDurations,
    deregistrationLagSeconds: () => pins.deregistrationLagSeconds,
    now,
    ...(random && { random }),
    emit,
    onGone,
  });
  const refusal = groups.create(first);
  if (refusal) throw new RangeError(refusal);
  const router = createRouter({ group: groups.find, sealer, groupSealer, pins, metrics, ...(random && { random }) });
  const tables: RuleTable[] = [];

  const isGroupSticky = (nameOrArn: string) => groups.find(nameOrArn)?.attributes.isOn("stickiness.enabled") ?? null;
  const updateUse = () => {
    const named = new Set(tables.flatMap((table) => table.groups()));
    groups.setInUse((nameOrArn) => named.has(nameOrArn));
  };
  const group = (name: string = first.name): TargetGroup => {
    const found = groups.find(name);
    if (!found)
      throw new RangeError(
        `there is no target group "${name}"; there are ${groups
          .all()
          .map((one) => one.name)
          .join(", ")}`,
      );
    return found;
  };

  return {
    /** @throws RangeError when there is no such group. @param name its name or ARN; without one, the first. */
    group,
    groups: groups.all,
    createTargetGroup: groups.create,

    /** @throws RangeError when there is no such group. @returns why not: `ResourceInUse`; null when it is gone. */
    deleteTargetGroup(name: string): string | null {
      const gone = group(name);
      const named = tables.flatMap((table) => table.groups());
      const isInUse = gone === group() || named.includes(gone.name) || named.includes(gone.arn);
      if (isInUse) {
        const allowed = "a target group that no rule names, and not the first";
        return `target group name is "${gone.name}"; allowed: ${allowed}`;
      }
      groups.delete(gone);
      return null;
    },

    /** @throws RangeError that says why its rules are refused. */
    addListener({ protocol, port, defaultActions, rules = [] }: ListenerSettings): ConfiguredListener {
      if (tables.length >= MAX_LISTENERS)
        throw new RangeError(`there are ${tables.length} listeners; allowed: at most ${MAX_LISTENERS}`);
      const table = createRuleTable({
        protocol,
        isGroupSticky,
        rulesElsewhere: () => tables.reduce((sum, other) => sum + (other === table ? 0 : other.rules().length), 0),
      });
      const forward: RuleAction = {
        Type: "forward",
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: first.name }] },
      };
      const refused =
        table.setDefaultActions(defaultActions ?? [forward]) ??
        rules.map((rule) => table.create(rule)).find((why) => why !== null);
      if (refused) throw new RangeError(refused);
      tables.push(table);
      updateUse();
      const changed = (why: string | null) => {
        if (why !== null) return why;
        updateUse();
        emit("rules-modified", () => ({
          protocol,
          port: port(),
          defaultActions: table.defaultActions(),
          rules: table.rules(),
        }));
        return null;
      };
      return {
        protocol,
        port,
        decide: router.decideBy(table),
        defaultActions: table.defaultActions,
        rules: table.rules,
        setDefaultActions: (actions) => changed(table.setDefaultActions(actions)),
        createRule: (rule) => changed(table.create(rule)),
        modifyRule: (priority, patch) => changed(table.modify(priority, patch)),
        deleteRule: (priority) => changed(table.delete(priority)),
        forget() {
          if (tables.includes(table)) tables.splice(tables.indexOf(table), 1);
          updateUse();
        },
      };
    },

    /** @throws RangeError when there is no such group. */
    modifyTargetGroupAttributes(patch: Readonly<Record<string, string>>, name?: string): AttributeError | null {
      const to = group(name);
      const from = to.attributes.all();
      const isIt = (nameOrArn: string) => nameOrArn === to.name || nameOrArn === to.arn;
      const refuseSticky = () =>
        tables.map((table) => table.refuseStickyGroup(isIt)).find((why) => why !== null) ?? null;
      const error = groups.modifyAttributes(to, patch, refuseSticky);
      if (error) return error;
      emit("attributes-modified", () => ({
        what: "target-group",
        targetGroup: to.name,
        from: Object.fromEntries(Object.keys(patch).map((key) => [key, from[key]])),
        to: { ...patch },
      }));
      return null;
    },

    /** @throws RangeError when there is no such group. */
    modifyHealthCheck(patch: Partial<HealthCheckSettings>, name?: string): string | null {
      const to = group(name);
      const why = groups.modifyHealthCheck(to, patch);
      if (why !== null) return why;
      emit("health-check-modified", () => ({ targetGroup: to.name, to: to.healthCheck() }));
      return null;
    },

    issueStickinessCookies(id: string, name?: string): { AWSALB: string; AWSALBCORS: string } | null {
      const target = group(name).get(id);
      if (!target) return null;
      const value = sealer.seal(target.cookieName, now());
      return { AWSALB: value, AWSALBCORS: value };
    },

    openStickinessCookie: (value: string): OpenedStickinessCookie =>
      openStickinessCookie(value, { sealer, group: group(), nowMs: now() }),

    rotateCookieKey(): void {
      sealer.rotate();
      groupSealer.rotate();
    },

    close: groups.close,
  };
}
