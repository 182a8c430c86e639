import { setTimeout as delay } from "node:timers/promises";
import { createAdapter as createPubSubAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import type { ServerOptions } from "socket.io";
import { guardClient } from "./guard-client.ts";
import type { RedisClient } from "./redis-link.ts";
import { createStreamTail } from "./stream-tail.ts";

export interface SharedAdapterOptions {
  client: RedisClient;
  /** Streams recover connections on any instance; pub/sub never does. */
  kind: "streams" | "pubsub";
  keyPrefix: string;
  stream: string;
  streamLength: number;
  /** Packets and bytes of the stream that this instance keeps to recover connections. */
  tail: { packets: number; bytes: number };
  /** How long a dropped connection can be recovered. */
  recoveryMs: number;
}

/** What the streams adapter has, but not in its types. */
interface StreamsAdapter {
  onRawMessage(message: { nsp: string; type: string; data?: string }, id: string): void;
  persistSession(session: SavedSession): void;
  restoreSession(pid: string, id: string): Promise<SavedSession & { missedPackets: unknown[][] }>;
}

interface SavedSession {
  sid: string;
  pid: string;
  rooms: string[];
  data: unknown;
}

/** Of the adapter's messages those that are packets for rooms. */
const BROADCAST = "3";

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

  const makeAdapter = createStreamsAdapter(guarded.client, {
    streamName: stream,
    channelPrefix: `${keyPrefix}socket.io`,
    maxLen: streamLength,
    blockTimeInMs: 1_000,
    onlyPlaintext: true,
  }) as (namespace: unknown) => StreamsAdapter;

  // Socket.IO calls it with `new`, which an arrow function does not allow.
  function RecoveringAdapter(namespace: unknown): StreamsAdapter {
    return recoverFromTail(makeAdapter(namespace));
  }

  /** The adapter's own recovery reads the rest of the stream from Redis for every connection that comes back. */
  function recoverFromTail(adapter: StreamsAdapter): StreamsAdapter {
    const tail = createStreamTail(options.tail);
    const take = adapter.onRawMessage.bind(adapter);
    const keyOf = (pid: string) => `${keyPrefix}session:${pid}`;
    adapter.onRawMessage = (message, id) => {
      if (message.type === BROADCAST && message.data) tail.add(id, message.data);
      take(message, id);
    };
    adapter.persistSession = ({ sid, pid, rooms, data }) => {
      const saved = JSON.stringify({ sid, pid, rooms, data });
      void guarded.client.set(keyOf(pid), saved, { expiration: { type: "PX", value: options.recoveryMs } });
    };
    adapter.restoreSession = async (pid, id) => {
      const saved = await client.getDel(keyOf(pid));
      if (saved === null) throw new Error("session not found");
      const session = JSON.parse(saved) as SavedSession;
      const missedPackets = tail.missed(id, session.rooms);
      if (missedPackets === null) throw new Error("too much was said since");
      return { ...session, missedPackets };
    };
    return adapter;
  }

  return {
    adapter: RecoveringAdapter as unknown as ServerOptions["adapter"],
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
