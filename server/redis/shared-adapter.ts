import { setTimeout as delay } from "node:timers/promises";
import { createAdapter as createPubSubAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import type { ServerOptions } from "socket.io";
import { guardClient } from "./guard-client.ts";
import type { RedisClient } from "./redis-link.ts";

export interface SharedAdapterOptions {
  client: RedisClient;
  /** Streams recover connections on any instance; pub/sub never does. */
  kind: "streams" | "pubsub";
  keyPrefix: string;
  stream: string;
  streamLength: number;
}

export interface SharedAdapter {
  adapter: ServerOptions["adapter"];
  /** Resolves when this instance hears what is broadcast. To be called once a server uses the adapter. */
  listening(): Promise<void>;
  close(): void;
}

/** Carries packets between instances. It shares packets and no rooms: those are the store's. */
export async function createSharedAdapter(options: SharedAdapterOptions): Promise<SharedAdapter> {
  const { client, kind, keyPrefix, stream, streamLength } = options;
  const guarded = guardClient(client);
  if (kind === "pubsub") {
    const subscriber = guarded.client.duplicate();
    await subscriber.connect();
    return {
      adapter: createPubSubAdapter(guarded.client, subscriber, { key: stream }),
      // Commands of one connection are carried out in turn: after an answer the subscriptions before it stand.
      listening: async () => void (await subscriber.ping()),
      close: guarded.close,
    };
  }

  return {
    adapter: createStreamsAdapter(guarded.client, {
      streamName: stream,
      channelPrefix: `${keyPrefix}socket.io`,
      sessionKeyPrefix: `${keyPrefix}session:`,
      maxLen: streamLength,
      blockTimeInMs: 1_000,
      onlyPlaintext: true,
    }),
    listening: async () => {
      // Until it has read something, the adapter asks for what is new "from now on", and misses what comes between two
      // questions. An entry without a namespace is nothing to it, but gives it a place to go on from.
      const caughtUp = guarded.caughtUp.then(() => true);
      do await client.xAdd(stream, "*", { marker: "1" });
      while (!(await Promise.race([caughtUp, delay(25, false)])));
    },
    close: guarded.close,
  };
}
