import type { World } from "./read-world.ts";

type Attributes = Readonly<Record<string, string>>;

/** The lab as it is. */
export interface LabView {
  targetGroup: Attributes;
  loadBalancer: Attributes;
  /** Held: a target of some group, draining included. Busy: its process starts or stops. Out: it runs, for no group. */
  instances: readonly { name: string; state: "held" | "busy" | "out" }[];
}

export interface Changes {
  /** Attributes to modify, with their new values. */
  targetGroup: Record<string, string>;
  loadBalancer: Record<string, string>;
  /** Names of instances. */
  start: string[];
  stop: string[];
}

/** What has to be done to the lab so that it is the world described; nothing where the two agree already. */
export function planChanges(world: World, lab: LabView): Changes {
  const described = new Set(world.instances.map(({ name }) => name));
  const known = new Set(lab.instances.map(({ name }) => name));
  return {
    targetGroup: differing(world.targetGroup.attributes, lab.targetGroup),
    loadBalancer: differing(world.loadBalancer.attributes, lab.loadBalancer),
    start: [...described].filter((name) => !known.has(name)),
    stop: lab.instances.filter(({ name, state }) => state === "out" && !described.has(name)).map(({ name }) => name),
  };
}

/** Attributes that the world describes and the lab does not act on. */
export function unmodelled(world: World, lab: LabView): Unmodelled {
  return {
    targetGroup: unknown(world.targetGroup.attributes, lab.targetGroup),
    loadBalancer: unknown(world.loadBalancer.attributes, lab.loadBalancer),
  };
}

export interface Unmodelled {
  /** Each like "slow_start.duration_seconds=30". */
  targetGroup: string[];
  loadBalancer: string[];
}

/** Those that the lab knows and holds another value of. */
function differing(described: Attributes, held: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(described).filter(([name, value]) => held[name] !== undefined && held[name] !== value),
  );
}

function unknown(described: Attributes, held: Attributes): string[] {
  return Object.entries(described)
    .filter(([name]) => !(name in held))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}
