import type { AttributeError, Balancer } from "../../alb/balancer.ts";
import type { DescribedGroup, World } from "./read-world.ts";
import type { Routing } from "./routing.ts";

type Target = Parameters<Balancer["registerTarget"]>[0];

export interface PlayOptions {
  balancer: Balancer;
  world: World;
  routing: Routing;
  /** Who is in a group here. */
  targetsOf(group: DescribedGroup): readonly Target[];
}

/** What was changed, and what the balancer refused, each as a sentence. */
export interface Played {
  changed: string[];
  refused: string[];
}

/** Makes the balancer's target groups, their targets and its listeners what is described; what is so already stays. */
export function playRouting({ balancer, world, routing, targetsOf }: PlayOptions): Played {
  const changed: string[] = [];
  const refused = [...routing.notPlayed];
  const application = balancer.state().targetGroup.name;
  const done = (why: string | null, what: string) =>
    why === null ? void changed.push(what) : void refused.push(`${what}: ${why}; it stays as it was`);
  const there = (name: string) => balancer.state().targetGroups.find((group) => group.name === name);

  for (const { name } of world.moreTargetGroups) {
    if (!there(name)) done(balancer.createTargetGroup({ name }), `target group ${name} is here`);
  }
  for (const group of [world.targetGroup, ...world.moreTargetGroups]) {
    const name = group === world.targetGroup ? application : group.name;
    const held = there(name);
    if (!held) continue;
    const patch = differing(group.healthCheck, held.healthCheck);
    if (Object.keys(patch).length > 0) {
      done(balancer.modifyHealthCheck(patch, name), `health check of ${name}: ${JSON.stringify(patch)}`);
    }
    if (name !== application) {
      const known = Object.fromEntries(Object.entries(group.attributes).filter(([key]) => key in held.attributes));
      modify(differing(known, held.attributes), name);
    }
    playTargets(name, targetsOf(group));
  }

  /** All at once or, when one is refused, all but that one. */
  function modify(patch: Record<string, string>, name: string): void {
    if (Object.keys(patch).length === 0) return;
    const error: AttributeError | null = balancer.modifyTargetGroupAttributes(patch, name);
    if (!error) return done(null, `target group ${name}: ${JSON.stringify(patch)}`);
    const { [error.key]: value, ...rest } = patch;
    refused.push(`target group ${name}: ${error.message}; it stays as it was`);
    if (value !== undefined) modify(rest, name);
  }

  function playTargets(name: string, wanted: readonly Target[]): void {
    const gone: string[] = [];
    const come: string[] = [];
    for (const { id, address, port, health } of there(name)?.targets ?? []) {
      const isWanted = wanted.some((one) => one.id === id && one.address === address && one.port === port);
      if (isWanted && health.state === "draining") balancer.removeTarget(id, name);
      if (isWanted || health.state === "draining") continue;
      balancer.deregisterTarget(id, name);
      gone.push(id);
    }
    for (const target of wanted) {
      const held = there(name)?.targets.find(({ id }) => id === target.id);
      if (held && held.address === target.address && held.port === target.port) continue;
      if (held) balancer.removeTarget(target.id, name);
      balancer.registerTarget(target, name);
      come.push(target.id);
    }
    if (gone.length > 0) changed.push(`draining ${gone.join(", ")} of ${name}`);
    if (come.length > 0) changed.push(`registered ${come.join(", ")} in ${name}`);
  }

  for (const { port, at, defaultActions, rules } of routing.listeners) {
    const listener = balancer.listener(port)!;
    if (defaultActions && !isSame(defaultActions, listener.defaultActions())) {
      done(listener.setDefaultActions(defaultActions), `default action of ${at}: ${defaultActions[0]?.Type}`);
    }
    for (const rule of listener.rules()) {
      if (!rules.some((one) => isSame(one, rule))) {
        done(listener.deleteRule(rule.Priority), `rule ${at}, priority ${rule.Priority} is gone`);
      }
    }
    for (const rule of rules) {
      if (listener.rules().some((one) => isSame(one, rule))) continue;
      done(listener.createRule(rule), `rule ${at}, priority ${rule.Priority}: ${rule.Actions[0]?.Type}`);
    }
  }

  const described = new Set(world.moreTargetGroups.map(({ name }) => name));
  for (const { name } of balancer.state().targetGroups) {
    if (name === application || described.has(name)) continue;
    if (balancer.deleteTargetGroup(name) === null) changed.push(`target group ${name} is gone`);
  }
  return { changed, refused };
}

/** Nobody could reach the site any more: every target drains. */
export function endRouting(balancer: Balancer): void {
  for (const { name, targets } of balancer.state().targetGroups) {
    for (const { id, health } of targets) if (health.state !== "draining") balancer.deregisterTarget(id, name);
  }
}

function differing<T extends object>(described: T, held: object): T {
  const now = held as Record<string, unknown>;
  return Object.fromEntries(Object.entries(described).filter(([key, value]) => now[key] !== value)) as T;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
