import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../../machine/redis/find-redis-server.ts";
import { startRedis } from "../../../machine/redis/start-redis.ts";
import { connectFleet } from "../fleet.ts";
import { cpuInTurns } from "../in-turns.ts";
import { startInstance } from "../instance.ts";
import type { Row } from "../row.ts";

const PEOPLE = 50;
const MEMORY = "rooms in memory";
const REDIS = "rooms in Redis";

export const sharedState: Row = {
  name: "shared-state",
  title: `a delivery of 100 B in one room of ${PEOPLE}, by where the rooms live`,
  unit: "µs CPU",
  base: MEMORY,
  async measure(tools) {
    const open: (() => unknown)[] = [];
    try {
      const contestants = [];
      const redis = findRedisServer() ? await startRedis() : null;
      if (redis) open.push(redis.close);
      for (const [name, env] of [
        [MEMORY, {}],
        [REDIS, redis && { STATE: "redis", REDIS_URL: redis.url }],
      ] as const) {
        if (!env) continue;
        const server = await startInstance({ env });
        open.push(server.close);
        const fleet = await connectFleet(server.port, PEOPLE, "socket.io");
        open.push(fleet.close);
        contestants.push({ name, pid: server.pid, run: fleet.talk });
        if (redis?.pid && name === REDIS) contestants.push({ name: "Redis itself", pid: redis.pid, run: fleet.talk });
      }
      const measured = await cpuInTurns(contestants, tools);
      if (!redis) measured.push({ contestant: REDIS, values: [], absent: HOW_TO_INSTALL_REDIS });
      return measured;
    } finally {
      for (const close of open.toReversed()) await close();
    }
  },
};
