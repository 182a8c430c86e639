import type { RedisClient } from "./redis-link.ts";

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
          if (property === "connect") return result.catch(untilClosed);
          result.then((reply) => property === "xRead" && reply && reportCaughtUp(), ignore);
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

  /** A duplicate that could not connect, because it was closed meanwhile, is of no interest any more. */
  const untilClosed = (error: unknown) => {
    if (!isClosed) throw error;
    return new Promise<never>(() => {});
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
