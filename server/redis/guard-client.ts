import { setTimeout as delay } from "node:timers/promises";
import type { RedisClient } from "./redis-link.ts";

const PAUSE_MS = 100;

/** A client as an adapter of Socket.IO uses it, with what the adapter leaves undone. */
export interface GuardedClient {
  client: RedisClient;
  /** Resolves when a duplicate has read its first entry of a stream: from then on it misses none. */
  readonly caughtUp: Promise<void>;
  /** Ends the duplicates too. */
  close(): void;
}

/**
 * The adapters ignore what becomes of their promises, and leave their duplicates of a client open or in a hurry. Here a
 * failure is nobody's unhandled rejection, and duplicates wait for Redis to return instead of asking at every turn.
 */
export function guardClient(original: RedisClient): GuardedClient {
  const duplicates: RedisClient[] = [];
  let isClosed = false;
  let reportCaughtUp = () => {};
  const caughtUp = new Promise<void>((resolve) => {
    reportCaughtUp = resolve;
  });

  function guard(client: RedisClient): RedisClient {
    const proxy: RedisClient = new Proxy(client, {
      get(target, property) {
        if (property === "duplicate") return () => guard(duplicate(target));
        if (property === "disconnect") return () => Promise.resolve(end(target));
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(value, target, args);
          if (!(result instanceof Promise)) return result === target ? proxy : result;
          if (property === "connect") return result.catch(unlessClosed);
          if (property === "xRead") return result.then(read, failLater);
          result.catch(ignore);
          return result;
        };
      },
    });
    return proxy;
  }

  function duplicate(target: RedisClient): RedisClient {
    const copy = target.duplicate({ disableOfflineQueue: false });
    copy.on("error", ignore);
    duplicates.push(copy);
    return copy;
  }

  const read = (reply: unknown) => {
    if (reply) reportCaughtUp();
    return reply;
  };

  /** What fails because it was closed meanwhile is of no interest any more. */
  const unlessClosed = (error: unknown) => {
    if (!isClosed) throw error;
    return new Promise<never>(() => {});
  };

  /** The adapter asks again at once, whatever the reason; without a pause that would be all that this process does. */
  const failLater = async (error: unknown) => {
    await delay(PAUSE_MS, undefined, { ref: false });
    return unlessClosed(error);
  };

  return {
    client: guard(original),
    caughtUp,
    close: () => {
      isClosed = true;
      for (const copy of duplicates) end(copy);
    },
  };
}

const ignore = () => {};

function end(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
