import { planChanges, unmodelled, type LabView, type Unmodelled } from "./plan-changes.ts";
import type { Played } from "./play-routing.ts";
import { GoneError, type World, type WorldReader } from "./read-world.ts";

type Attributes = Record<string, string>;

/** What following needs of the lab. */
export interface FollowedLab {
  view(): LabView;
  /** Null, or why nothing was changed. */
  modifyTargetGroupAttributes(patch: Attributes): AttributeError | null;
  modifyLoadBalancerAttributes(patch: Attributes): AttributeError | null;
  start(name: string): Promise<unknown>;
  /** Begins to. */
  stop(name: string): void;
  /** Makes listeners, target groups and their targets what is described. */
  play(world: World): Promise<Played>;
  /** Nobody could reach the site any more: every target drains. */
  end(): void;
}

interface AttributeError {
  key: string;
  message: string;
}

export interface FollowOptions {
  reader: WorldReader;
  lab: FollowedLab;
  /** Between two questions. */
  intervalMs?: number;
  /** Told of everything that changes, and of what cannot be followed. */
  say: (line: string) => void;
}

/**
 * Makes the lab the world that the reader describes, and keeps it so. Resolves when the lab has become it once; rejects
 * when the world cannot be read at first. Later on, while it cannot be read, the lab stays as it is; once the API says that
 * the load balancer is gone, so are its instances, and the balancer answers 503 where on AWS there is no address any more.
 */
export async function startFollowing(options: FollowOptions): Promise<{ close(): Promise<void> }> {
  const { reader, lab, intervalMs = 500, say } = options;
  const failed = new Set<string>();
  const underway = new Map<string, Promise<void>>();
  let told = new Set<string>();
  let trouble = "";
  /** The group that the lab's first one is called after. */
  let application: string | null = null;
  const stopping = new AbortController();

  /** All at once or, when one is refused, all but that one, which keeps its old value. Returns the refusals. */
  function modify(what: string, patch: Attributes, apply: (patch: Attributes) => AttributeError | null): string[] {
    if (Object.keys(patch).length === 0) return [];
    const error = apply(patch);
    if (!error) {
      for (const [name, value] of Object.entries(patch)) say(`${what}: ${name} is ${value} now`);
      return [];
    }
    const { [error.key]: value, ...rest } = patch;
    const refusal = `${what}: ${error.message}; it stays as it was`;
    return value === undefined ? [refusal] : [refusal, ...modify(what, rest, apply)];
  }

  /** Says what is new of it; what was untrue for a while is new. */
  function tell({ targetGroup, loadBalancer }: Unmodelled, refusals: string[]): void {
    const lines = new Set<string>();
    const fresh = (whose: string, news: string[]) =>
      news.filter((one) => {
        const line = `${whose}${one}`;
        lines.add(line);
        return !told.has(line);
      });
    for (const [whose, news] of Object.entries({ "target group": targetGroup, "load balancer": loadBalancer })) {
      const attributes = fresh(whose, news);
      if (attributes.length > 0) say(`${whose}: not modelled by the stand-in: ${attributes.join(", ")}`);
    }
    for (const line of fresh("", refusals)) say(line);
    told = lines;
  }

  /** In its own time: what else is described is followed meanwhile. */
  function start(name: string): void {
    if (failed.has(name) || underway.has(name)) return;
    const work = lab
      .start(name)
      .then(
        () => say(`started ${name}`),
        (error: unknown) => {
          failed.add(name);
          say(`${name} could not be started: ${error instanceof Error ? error.message : String(error)}`);
        },
      )
      .finally(() => underway.delete(name));
    underway.set(name, work);
  }

  function stop(name: string): void {
    lab.stop(name);
    say(`stopping ${name}`);
  }

  const settled = () => Promise.all(underway.values());

  async function become(world: World): Promise<void> {
    const described = new Set(world.instances.map(({ name }) => name));
    for (const name of failed) if (!described.has(name)) failed.delete(name);
    const { name } = world.targetGroup;
    application ??= name;
    const { changed, refused } = await lab.play(world);
    for (const line of changed) say(line);
    const view = lab.view();
    const changes = planChanges(world, view);
    tell(unmodelled(world, view), [
      ...refused,
      ...(name === application
        ? []
        : [`no listener names target group ${application} any more; ${name} is played in its place, under its name`]),
      ...modify("target group", changes.targetGroup, lab.modifyTargetGroupAttributes),
      ...modify("load balancer", changes.loadBalancer, lab.modifyLoadBalancerAttributes),
    ]);
    for (const name of changes.stop) stop(name);
    for (const name of changes.start) start(name);
  }

  function end(error: GoneError): void {
    if (trouble !== error.message) say(`the site is gone: ${error.message}; the balancer answers 503`);
    trouble = error.message;
    lab.end();
    for (const { name, state } of lab.view().instances) if (state === "out") stop(name);
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(intervalMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        const world = await reader.read();
        if (stopping.signal.aborted) return;
        if (trouble) say("the API describes a load balancer again");
        trouble = "";
        await become(world);
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (error instanceof GoneError) {
          end(error);
          continue;
        }
        const message = error instanceof Error ? error.message : String(error);
        if (message !== trouble) say(`the API cannot be read (${message}); the lab stays as it was last described`);
        trouble = message;
      }
    }
  }

  const first = await reader.read();
  await become(first);
  await settled();
  // Those that have started become targets.
  await become(first);
  const following = follow();
  return {
    close: async () => {
      stopping.abort();
      reader.close();
      await following;
      await settled();
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
