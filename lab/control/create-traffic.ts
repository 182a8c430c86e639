import type { Balancer } from "../../alb/balancer.ts";
import type { Target } from "../../protocol/control/state.ts";
import type { Traffic } from "../../protocol/control/traffic.ts";
import { readChatCounts } from "./read-chat-counts.ts";

/** However many ask, instances are asked no more often. */
const SHARED_MS = 1_000;

/** Reads what pages draw charts from, only when somebody asks. */
export function createTraffic(source: {
  balancer: Pick<Balancer, "state">;
  targets(): readonly Target[];
  unknownSessions(): number;
  areChatInstances: boolean;
}): () => Promise<Traffic> {
  let newest: Promise<Traffic> | null = null;
  let askedAt = -Infinity;

  async function read(): Promise<Traffic> {
    const { areChatInstances } = source;
    const asked = source.targets().filter(({ health }) => health.state !== "unused");
    const targets = await Promise.all(
      asked.map(async (target) => ({
        id: target.id,
        webSockets: target.connections,
        chat: areChatInstances ? await readChatCounts(target) : null,
      })),
    );
    const { targetGroup, targetGroups } = source.balancer.state();
    const metrics = targetGroups.find(({ name }) => name === targetGroup.name)?.metrics;
    const isSticky = targetGroup.attributes["stickiness.enabled"] === "true";
    return {
      at: Date.now(),
      targets,
      areChatInstances,
      requests: metrics?.RequestCount ?? 0,
      nonSticky: isSticky ? (metrics?.NonStickyRequestCount ?? 0) : null,
      unknownSessions: source.unknownSessions(),
    };
  }

  return () => {
    if (newest === null || performance.now() - askedAt >= SHARED_MS) {
      askedAt = performance.now();
      newest = read();
    }
    return newest;
  };
}
