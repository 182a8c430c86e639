import { checkRedis } from "../../machine/redis/check-redis.ts";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { startRedis, type RedisServer, type RedisState } from "../../machine/redis/start-redis.ts";
import { UserError } from "../../machine/user-error.ts";
import { withoutPassword } from "../../machine/redis/without-password.ts";
import type { RoomsLive, RoomsState } from "../../protocol/control/state.ts";
import { InstanceStateError, type InstanceGroup } from "../instances/instance-group.ts";
import type { ChildGuard } from "../../machine/processes/child-guard.ts";

export const REDIS_ACTIONS = ["kill", "pause", "resume", "restart"] as const;

type RedisAction = (typeof REDIS_ACTIONS)[number];

/** In which states its own Redis can be told so. */
const ALLOWED: Record<RedisAction, readonly RedisState[]> = {
  kill: ["running", "paused"],
  pause: ["running"],
  resume: ["paused"],
  restart: ["running", "paused", "stopped"],
};

export interface StateSwitch {
  view(): RoomsState;
  /** Resolves when every instance that ran runs in that state; rejects with a sentence, and the state is as before. */
  change(to: RoomsLive): Promise<void>;
  /** Does to the lab's own Redis what can happen to any. */
  act(action: RedisAction): Promise<void>;
  /** Resolves when no change is under way. */
  settled(): Promise<void>;
  /** Calls back when the view is another one; there is one listener. */
  onChange(listener: () => void): void;
}

/** A lab whose rooms live where somebody else decided. */
export function fixedState(state: RoomsLive, obstacle: string): StateSwitch {
  const refuse = () => Promise.reject(new InstanceStateError(obstacle));
  return {
    view: () => ({ state, changing: null, redis: null, obstacle }),
    change: (to) => (to === state ? Promise.resolve() : refuse()),
    act: refuse,
    settled: async () => {},
    onChange: () => {},
  };
}

export interface StateSwitchOptions {
  /** A Redis that somebody else runs; without it the lab starts its own when it needs one. */
  redisUrl?: string | undefined;
  /** What the keys of this lab start with. */
  prefix: string;
  childGuard: ChildGuard;
  group(): Pick<InstanceGroup, "restartAll">;
}

export type LabStateSwitch = StateSwitch & {
  /** The settings of instances in `state`; starts the Redis that they need. */
  env(state: RoomsLive): Promise<Record<string, string>>;
  close(): Promise<void>;
};

/** Moves the lab between rooms in each instance's memory and rooms in Redis, by restarting all instances. */
export function createStateSwitch(initial: RoomsLive, options: StateSwitchOptions): LabStateSwitch {
  const { redisUrl, prefix, childGuard, group } = options;
  let state = initial;
  let changing: RoomsLive | null = null;
  let own: RedisServer | null = null;
  let underWay: Promise<void> = Promise.resolve();
  let isClosed = false;
  let changed: () => void = () => {};
  let missing = missingProgram();

  function missingProgram(): string | null {
    return redisUrl || findRedisServer() ? null : `there is no redis-server on this machine: ${HOW_TO_INSTALL_REDIS}`;
  }

  async function env(of: RoomsLive): Promise<Record<string, string>> {
    if (of === "memory") return { STATE: "memory" };
    if (redisUrl) {
      await checkRedis(redisUrl).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        throw new UserError(`${error.message}; start one there, or leave --redis-url out: the lab then starts its own`);
      });
    }
    if (!redisUrl) own ??= await startRedis({ childGuard });
    return { STATE: "redis", REDIS_URL: redisUrl ?? own!.url, REDIS_PREFIX: prefix };
  }

  async function endOwn(): Promise<void> {
    const ended = own;
    own = null;
    await ended?.close();
  }

  async function restartIn(to: RoomsLive): Promise<void> {
    const from = state;
    try {
      const settings = await env(to);
      await group()
        .restartAll(settings)
        .catch(async (error: unknown) => {
          // What did start is in the other state now: all of them go back.
          await group()
            .restartAll(await env(from))
            .catch(() => {});
          throw error;
        });
      state = to;
    } finally {
      if (state === "memory") await endOwn();
    }
  }

  const ownRedis = (): RedisServer => {
    if (own) return own;
    throw new InstanceStateError(
      state === "redis"
        ? "this Redis is not the lab's own: do it where it runs"
        : "there is no Redis here: the rooms live in memory",
    );
  };

  return {
    env,
    view: () => ({
      state,
      changing,
      redis:
        state === "redis"
          ? { own: own !== null, address: withoutPassword(redisUrl ?? own?.url ?? ""), state: own?.state ?? null }
          : null,
      obstacle: missing,
    }),
    async change(to) {
      if (changing) throw new InstanceStateError(`the instances are being restarted in state ${changing} already`);
      if (to === state || isClosed) return;
      changing = to;
      missing = missingProgram();
      changed();
      const done = restartIn(to);
      underWay = done.catch(() => {});
      try {
        await done;
      } finally {
        changing = null;
        changed();
      }
    },
    async act(action) {
      const redis = ownRedis();
      const allowed = ALLOWED[action];
      if (!allowed.includes(redis.state)) {
        throw new InstanceStateError(`Redis is ${redis.state}, not ${allowed.join(" or ")}`);
      }
      if (action === "pause" || action === "resume") redis[action]();
      else await redis.kill();
      if (action === "restart") await redis.start();
      changed();
    },
    settled: () => underWay,
    onChange: (listener) => {
      changed = listener;
    },
    async close() {
      isClosed = true;
      await underWay;
      await endOwn();
    },
  };
}
