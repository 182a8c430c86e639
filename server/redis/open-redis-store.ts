import type { Logger } from "pino";
import { channelOf } from "../chat-io.ts";
import type { RoomListeners } from "../room/room-store.ts";
import type { Settings } from "../settings/settings.ts";
import { loadForeignAdapter } from "./foreign-adapter.ts";
import { openRedisLink } from "./redis-link.ts";
import { createRedisRooms } from "./redis-rooms.ts";
import { createSharedAdapter } from "./shared-adapter.ts";

/** Rooms in Redis, and an adapter that carries packets between instances. Rejects with a `StoreStartError`. */
export async function openRedisStore(settings: Settings, instance: string, log: Logger) {
  const { redisUrl: url, redisTimeoutMs: timeoutMs, redisAdapter: kind, redisStreamLength: streamLength } = settings;
  // The braces keep all keys together where a store is spread over several nodes.
  const keyPrefix = `{${settings.redisPrefix}}`;
  const stream = `${keyPrefix}packets`;
  const link = await openRedisLink({ url, keyPrefix, timeoutMs, log });
  const openRooms = (adapter: "streams" | "pubsub" | "foreign", listeners: RoomListeners) =>
    createRedisRooms({
      instance,
      limits: settings,
      listeners,
      link,
      announce: { adapter, stream, streamLength, channel: channelOf("") },
      leaseMs: settings.leaseMs,
      heartbeatMs: settings.heartbeatMs,
      log,
    });
  if (settings.adapterFile !== "") {
    const adapter = await loadForeignAdapter(settings.adapterFile, { instance, redisUrl: url }).catch(
      (error: Error) => {
        link.close();
        throw error;
      },
    );
    return {
      adapter,
      openRooms: (listeners: RoomListeners) => openRooms("foreign", listeners),
      close: link.close,
    };
  }
  const shared = await createSharedAdapter({
    client: link.client,
    kind,
    keyPrefix,
    stream,
    streamLength,
    tail: { packets: settings.recoveryPackets, bytes: settings.recoveryPackets * 1_000 },
    recoveryMs: settings.recoveryMs,
  });
  return {
    adapter: shared.adapter,
    openRooms: async (listeners: RoomListeners) => {
      await shared.listening();
      return openRooms(kind, listeners);
    },
    close: () => {
      shared.close();
      link.close();
    },
  };
}
