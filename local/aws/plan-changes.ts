import type { World } from "./read-world.ts";

type Attributes = Readonly<Record<string, string>>;

/** The lab as it is. */
export interface LabView {
  targetGroup: Attributes;
  loadBalancer: Attributes;
  /** Leaving: deregistered, hence draining or stopped already. */
  instances: readonly { name: string; leaving: boolean }[];
}

export interface Changes {
  /** Attributes to modify, with their new values. */
  targetGroup: Record<string, string>;
  loadBalancer: Record<string, string>;
  /** Names of instances. */
  start: string[];
  rejoin: string[];
  drain: string[];
}

/** What has to be done to the lab so that it is the world described; nothing where the two agree already. */
export function planChanges(world: World, lab: LabView): Changes {
  const described = new Set(world.instances.map(({ name }) => name));
  const known = new Map(lab.instances.map((instance) => [instance.name, instance]));
  return {
    targetGroup: differing(world.targetGroup.attributes, lab.targetGroup),
    loadBalancer: differing(world.loadBalancer.attributes, lab.loadBalancer),
    start: [...described].filter((name) => !known.has(name)),
    rejoin: [...described].filter((name) => known.get(name)?.leaving),
    drain: lab.instances.filter(({ name, leaving }) => !leaving && !described.has(name)).map(({ name }) => name),
  };
}

/** What the world describes and the lab has no counterpart for, as sentences. */
export function unmodelled(world: World, lab: LabView): string[] {
  const names = [
    ...Object.keys(world.targetGroup.attributes).filter((name) => !(name in lab.targetGroup)),
    ...Object.keys(world.loadBalancer.attributes).filter((name) => !(name in lab.loadBalancer)),
  ];
  const listeners = world.listeners.filter((listener) => !/^HTTP:\d+ forward$/.test(listener));
  return [
    ...(names.length > 0 ? [`attributes that the stand-in does not model: ${names.sort().join(", ")}`] : []),
    ...(listeners.length > 0
      ? [`listeners that the stand-in does not model, its own speaks plain HTTP: ${listeners.join(", ")}`]
      : []),
  ];
}

/** Those that the lab knows and holds another value of. */
function differing(described: Attributes, held: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(described).filter(([name, value]) => held[name] !== undefined && held[name] !== value),
  );
}
