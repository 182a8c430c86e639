import type { Balancer, BalancerOptions } from "../../alb/balancer.ts";
import { UserError } from "../../machine/user-error.ts";
import type { Followed } from "../../protocol/control/state.ts";
import { createFollowedListeners } from "./followed-listeners.ts";
import { startFollowing } from "./follow.ts";
import { endRouting, playRouting } from "./play-routing.ts";
import { createWorldReader, type WorldReaderOptions } from "./read-world.ts";
import { routingOf } from "./routing.ts";

export interface RegisteredTargetsOptions extends WorldReaderOptions {
  say: (line: string) => void;
}

/** A load balancer that an API describes, in front of the targets that are registered there. */
export interface RegisteredTargets {
  follows: Followed;
  /** How the balancer has to be started. */
  balancer: Pick<BalancerOptions, "name" | "targetGroupName">;
  /** Resolves when it is what was described; it follows from then on. */
  start(balancer: Balancer): Promise<void>;
  close(): Promise<void>;
}

/**
 * The data plane of an emulator that has none: the balancer forwards to the registered targets, by the rules that the API
 * tells.
 * @throws {UserError} when there is nothing to follow.
 */
export async function openRegisteredTargets({ say, ...options }: RegisteredTargetsOptions): Promise<RegisteredTargets> {
  const reader = createWorldReader(options);
  const world = await reader.read().catch((error: unknown) => {
    reader.close();
    throw new UserError(`--follow: ${error instanceof Error ? error.message : String(error)}`);
  });
  const { name } = world.loadBalancer;
  let following: Awaited<ReturnType<typeof startFollowing>> | null = null;
  return {
    follows: { url: options.url, loadBalancer: name },
    balancer: { name, targetGroupName: world.targetGroup.name },
    async start(balancer) {
      const listeners = createFollowedListeners(balancer, say);
      const application = balancer.state().targetGroup.name;
      following = await startFollowing({
        // What runs the targets is elsewhere.
        reader: { ...reader, read: async () => ({ ...(await reader.read()), instances: [] }) },
        lab: {
          view: () => {
            const { targetGroup, loadBalancer } = balancer.state();
            return { targetGroup: targetGroup.attributes, loadBalancer: loadBalancer.attributes, instances: [] };
          },
          modifyTargetGroupAttributes: (patch) => balancer.modifyTargetGroupAttributes(patch),
          modifyLoadBalancerAttributes: balancer.modifyLoadBalancerAttributes,
          start: async () => {},
          stop: () => {},
          play: async (now) =>
            playRouting({
              balancer,
              world: now,
              routing: routingOf(now, await listeners.fit(now.listeners), application),
              targetsOf: ({ targets }) =>
                targets.map(({ id, address, port }) => ({ id: `${id}:${port}`, address, port })),
            }),
          end: () => endRouting(balancer),
        },
        say,
      });
    },
    async close() {
      reader.close();
      await following?.close();
    },
  };
}
