import { setTimeout as delay } from "node:timers/promises";
import type { RedisClient } from "./redis-link.ts";

const PAUSE_MS = 100;

/**
 * The adapters ignore what becomes of their promises, and leave their duplicates of a client open or in a hurry. Here a
 * failure is nobody's unhandled rejection, and duplicates wait for Redis to return instead of asking at every turn.
 */
export function guardClient(original: RedisClient) {
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

  /** After any failure the adapter asks again at once; without a pause this process would do nothing else. */
  const failLater = async (error: unknown) => {
    await delay(PAUSE_MS, undefined, { ref: false });
    return unlessClosed(error);
  };

  return {
    client: guard(original),
    /** Resolves when a duplicate has read its first entry of a stream: from then on it misses none. */
    caughtUp,
    /** Ends the duplicates too. */
    close: (): void => {
      isClosed = true;
      for (const copy of duplicates) end(copy);
    },
  };
}

const ignore = () => {};

function end(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
