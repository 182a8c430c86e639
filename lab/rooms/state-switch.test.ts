import { describe, expect, it, onTestFinished } from "vitest";
import { checkRedis } from "../../machine/redis/check-redis.ts";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { createStateSwitch } from "./state-switch.ts";
import { startChildGuard } from "../../machine/processes/child-guard.ts";

const missing = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;

/** A switch whose instances only remember what they were restarted with; each restart can be made to fail. */
function makeSwitch(options: { redisUrl?: string; restart?: (env: Record<string, string>) => Promise<void> } = {}) {
  const restarts: Record<string, string>[] = [];
  const childGuard = startChildGuard();
  const rooms = createStateSwitch("memory", {
    ...(options.redisUrl === undefined ? {} : { redisUrl: options.redisUrl }),
    prefix: "test:",
    childGuard,
    group: () => ({
      restartAll: async (env) => {
        restarts.push(env);
        await options.restart?.(env);
      },
    }),
  });
  const views: (string | null)[] = [];
  rooms.onChange(() => views.push(rooms.view().changing ?? rooms.view().state));
  onTestFinished(async () => {
    await rooms.close();
    await childGuard.close();
  });
  return { rooms, restarts, views };
}

describe.skipIf(missing)(`createStateSwitch${missing}`, () => {
  it("starts a Redis of its own for state redis, and ends it with that state", async () => {
    const { rooms, restarts, views } = makeSwitch();
    expect(rooms.view()).toEqual({ state: "memory", changing: null, redis: null, obstacle: null });
    await rooms.change("redis");
    const [env] = restarts;
    expect(env).toEqual({ STATE: "redis", REDIS_URL: expect.stringMatching(/^redis:/), REDIS_PREFIX: "test:" });
    await checkRedis(env!["REDIS_URL"]!);
    expect(rooms.view()).toMatchObject({ state: "redis", redis: { own: true, state: "running" } });
    expect(rooms.view().redis?.address).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);

    await rooms.change("memory");
    expect(restarts[1]).toEqual({ STATE: "memory" });
    expect(rooms.view().redis).toBeNull();
    await expect(checkRedis(env!["REDIS_URL"]!)).rejects.toThrow("ECONNREFUSED");
    expect(views).toEqual(["redis", "redis", "memory", "memory"]);
  });

  it("goes back when the instances do not start, and leaves no Redis", async () => {
    const { rooms, restarts } = makeSwitch({
      restart: async ({ STATE }) => {
        if (STATE === "redis") throw new Error("chat-2 did not start");
      },
    });
    await expect(rooms.change("redis")).rejects.toThrow("chat-2 did not start");
    expect(restarts.map(({ STATE }) => STATE)).toEqual(["redis", "memory"]);
    expect(rooms.view()).toMatchObject({ state: "memory", changing: null, redis: null });
    await expect(checkRedis(restarts[0]!["REDIS_URL"]!)).rejects.toThrow("ECONNREFUSED");
  });

  it("makes one change at a time", async () => {
    const { rooms } = makeSwitch();
    const first = rooms.change("redis");
    await expect(rooms.change("memory")).rejects.toThrow("being restarted in state redis already");
    await first;
    expect(rooms.view().state).toBe("redis");
  });

  it("kills, pauses, resumes and restarts its own Redis, and says what does not fit", async () => {
    const { rooms } = makeSwitch();
    await expect(rooms.act("kill")).rejects.toThrow("the rooms live in memory");
    await rooms.change("redis");
    const state = () => rooms.view().redis?.state;
    await rooms.act("pause");
    expect(state()).toBe("paused");
    await expect(rooms.act("pause")).rejects.toThrow("Redis is paused, not running");
    await rooms.act("resume");
    await rooms.act("kill");
    expect(state()).toBe("stopped");
    await expect(rooms.act("resume")).rejects.toThrow("Redis is stopped, not paused");
    await rooms.act("restart");
    expect(state()).toBe("running");
  });

  it("uses the Redis that it was given, and does nothing to it", async () => {
    const { rooms: other, restarts: otherRestarts } = makeSwitch();
    await other.change("redis");
    const redisUrl = otherRestarts[0]!["REDIS_URL"]!;
    const { rooms, restarts } = makeSwitch({ redisUrl });
    await rooms.change("redis");
    expect(restarts).toEqual([{ STATE: "redis", REDIS_URL: redisUrl, REDIS_PREFIX: "test:" }]);
    expect(rooms.view().redis).toMatchObject({ own: false, state: null });
    await expect(rooms.act("kill")).rejects.toThrow("not the lab's own");
    await rooms.change("memory");
    await checkRedis(redisUrl);
  });
});

describe("createStateSwitch with a Redis that is not there", () => {
  it("says so without the password, and restarts nothing", async () => {
    const { rooms, restarts } = makeSwitch({ redisUrl: "redis://:secret@127.0.0.1:1" });
    const failure = await rooms.change("redis").catch((error: Error) => error.message);
    expect(failure).toBe(
      "no Redis at redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; start one there, or leave --redis-url out: the lab then starts its own",
    );
    expect(rooms.view().state).toBe("memory");
    expect(restarts).toEqual([]);
  });
});
