import { once } from "node:events";
import type { Balancer } from "../../alb/balancer.ts";
import { refuseHealthCheck } from "../../alb/targets/health-check-settings.ts";
import { startLab, type Lab, type LabOptions } from "../start-lab.ts";
import { LAB_HEALTH_CHECK } from "../defaults.ts";
import { UserError } from "../../machine/user-error.ts";
import { startFollowing, type FollowedLab } from "./follow.ts";
import { endRouting, playRouting } from "./play-routing.ts";
import { routingOf } from "./routing.ts";
import { followedInstances } from "./followed-instances.ts";
import { createFollowedListeners } from "./followed-listeners.ts";
import { followedObstacles } from "./followed-obstacles.ts";
import { createWorldReader, type HealthCheck, type WorldReaderOptions } from "./read-world.ts";

export interface FollowedLabOptions extends WorldReaderOptions {
  lab: LabOptions;
  say: (line: string) => void;
}

/** Instances that drain count too; so this is more than the Terraform root allows. */
const MAX_INSTANCES = 32;

/** After this long it is said whom the start waits for. */
const PATIENCE_MS = 20_000;

/**
 * A lab that is what an API describes: each running instance of its target groups one process, called by its private DNS
 * name, under the attributes of the API's load balancer and target groups. Resolves when all of them are healthy.
 */
export async function startFollowedLab(options: FollowedLabOptions): Promise<Lab> {
  const { lab: labOptions, say, ...readerOptions } = options;
  const reader = createWorldReader(readerOptions);
  let lab: Lab | null = null;
  try {
    const world = await reader.read().catch((error: unknown) => {
      throw new UserError(`--follow: ${error instanceof Error ? error.message : String(error)}`);
    });
    const { name } = world.loadBalancer;
    lab = await startLab({
      ...labOptions,
      instances: 0,
      follows: { url: options.url, loadBalancer: name },
      obstacles: followedObstacles({ url: options.url, loadBalancer: name }),
      stateIsFixed: "where an API is followed, --state decides it at the start",
      maxInstances: MAX_INSTANCES,
      balancer: {
        ...labOptions.balancer,
        name,
        targetGroupName: world.targetGroup.name,
        // What is described takes the place of the lab's own.
        rules: [],
        moreTargetGroups: [],
        healthCheck: usableHealthCheck(world.targetGroup.healthCheck, say),
      },
    });
    const following = await startFollowing({ reader, lab: followedLab(lab, say), say });
    await untilHealthy(lab.balancer, say);
    const { close } = lab;
    return {
      ...lab,
      close: async () => {
        await following.close();
        await close();
      },
    };
  } catch (error) {
    reader.close();
    await lab?.close();
    throw error;
  }
}

/** What is described, unless ELBv2 would refuse it. */
function usableHealthCheck(described: HealthCheck, say: (line: string) => void): HealthCheck {
  const refusal = refuseHealthCheck(described, false);
  if (refusal === null) return described;
  say(`target group: ${refusal}; the stand-in uses its own`);
  return LAB_HEALTH_CHECK;
}

async function untilHealthy(balancer: Balancer, say: (line: string) => void): Promise<void> {
  const others = () =>
    balancer
      .state()
      .targetGroups.flatMap(({ targets }) => targets)
      .filter(({ health }) => health.state !== "healthy" && health.state !== "unused");
  const timer = setTimeout(() => {
    for (const { id, health } of others()) say(`waiting for ${id}, which is ${health.state} (${health.reason})`);
  }, PATIENCE_MS);
  while (others().length > 0) await once(balancer.events, "event");
  clearTimeout(timer);
}

function followedLab(lab: Lab, say: (line: string) => void): FollowedLab {
  const { balancer } = lab;
  const listeners = createFollowedListeners(balancer, say);
  return {
    view: () => {
      const { targetGroups, targetGroup, loadBalancer } = balancer.state();
      const targets = new Set(targetGroups.flatMap((group) => group.targets.map(({ id }) => id)));
      const { forget, instances } = followedInstances(
        lab.instances().map(({ id, process }) => ({ name: id, process: process.state, isTarget: targets.has(id) })),
      );
      for (const name of forget) lab.forget(name);
      return {
        targetGroup: targetGroup.attributes,
        loadBalancer: loadBalancer.attributes,
        instances,
      };
    },
    modifyTargetGroupAttributes: (patch) => balancer.modifyTargetGroupAttributes(patch),
    modifyLoadBalancerAttributes: (patch) => balancer.modifyLoadBalancerAttributes(patch),
    start: (name) => lab.addInstance(name),
    stop: (name) => void lab.stop(name),
    async play(world) {
      const ports = await listeners.fit(world.listeners);
      // One that was killed or paused stays a target: its health checks have to find out.
      const started = new Map(lab.instances().flatMap((one) => (one.port > 0 ? [[one.id, one] as const] : [])));
      return playRouting({
        balancer,
        world,
        routing: routingOf(world, ports, balancer.state().targetGroup.name),
        targetsOf: ({ targets }) =>
          targets
            .flatMap(({ name }) => started.get(name) ?? [])
            .map(({ id, address, port }) => ({ id, address, port })),
      });
    },
    end: () => endRouting(balancer),
  };
}
