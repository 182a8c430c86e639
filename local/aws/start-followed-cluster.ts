import { once } from "node:events";
import { startCluster, type Cluster, type ClusterOptions } from "../cluster.ts";
import { FollowError, startFollowing, type FollowedLab } from "./follow.ts";
import { createWorldReader, type WorldReaderOptions } from "./read-world.ts";

export interface FollowedClusterOptions extends WorldReaderOptions {
  cluster: ClusterOptions;
  say: (line: string) => void;
}

/** Instances that drain count too; so this is more than the Terraform root allows. */
const MAX_INSTANCES = 32;

/**
 * A lab that is what an API describes: each running instance of the target group one process, called by its private DNS
 * name, under the attributes of the API's load balancer and target group. Resolves when all of them are healthy.
 */
export async function startFollowedCluster(options: FollowedClusterOptions): Promise<Cluster> {
  const { cluster: clusterOptions, say, ...readerOptions } = options;
  const reader = createWorldReader(readerOptions);
  const world = await reader.read().catch((error: unknown) => {
    reader.close();
    throw new FollowError(`--follow: ${error instanceof Error ? error.message : String(error)}`);
  });

  const cluster = await startCluster({
    ...clusterOptions,
    instances: 0,
    stateIsFixed: "where an API is followed, --state decides it at the start",
    maxInstances: MAX_INSTANCES,
    balancer: { ...clusterOptions.balancer, name: world.loadBalancer.name, healthCheck: world.targetGroup.healthCheck },
  }).catch((error: unknown) => {
    reader.close();
    throw error;
  });
  try {
    const following = await startFollowing({ reader, lab: followedLab(cluster), say });
    const { balancer } = cluster;
    while (balancer.state().targets.some(({ health }) => health.state !== "healthy")) {
      await once(balancer.events, "event");
    }
    return {
      ...cluster,
      close: async () => {
        await following.close();
        await cluster.close();
      },
    };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

function followedLab(cluster: Cluster): FollowedLab {
  const { balancer } = cluster;
  return {
    view: () => {
      const { targets, targetGroup, loadBalancer } = balancer.state();
      const health = new Map(targets.map((target) => [target.id, target.health.state]));
      // As on AWS, whose Auto Scaling groups terminate what has drained.
      for (const { id, process } of cluster.instances()) if (process.state === "stopped") cluster.forget(id);
      return {
        targetGroup: targetGroup.attributes,
        loadBalancer: loadBalancer.attributes,
        instances: cluster.instances().map(({ id, process }) => ({
          name: id,
          leaving: process.state !== "starting" && ["draining", "unused", undefined].includes(health.get(id)),
        })),
      };
    },
    modifyTargetGroupAttributes: (patch) => balancer.modifyTargetGroupAttributes(patch),
    modifyLoadBalancerAttributes: (patch) => balancer.modifyLoadBalancerAttributes(patch),
    start: (name) => cluster.addInstance(name),
    rejoin: (name) => cluster.restart(name),
    drain: (name) => cluster.deregister(name),
  };
}
