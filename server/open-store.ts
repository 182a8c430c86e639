import type { Logger } from "pino";
import type { ServerOptions } from "socket.io";
import { channelOf } from "./chat-io.ts";
import { createRecoveryAdapter } from "./connection/recovery-adapter.ts";
import { openRedisLink } from "./redis/redis-link.ts";
import { createRedisRooms } from "./redis/redis-rooms.ts";
import { createSharedAdapter } from "./redis/shared-adapter.ts";
import { createMemoryRooms } from "./room/memory-rooms.ts";
import type { RoomListeners, RoomStore } from "./room/room-store.ts";
import type { Settings } from "./settings/settings.ts";

/** Where rooms live, and what carries packets to the people in them. */
export interface Store {
  /** For Socket.IO's server. */
  adapter: ServerOptions["adapter"];
  /** To be called once a server uses the adapter. */
  openRooms(listeners: RoomListeners): Promise<RoomStore>;
  /** After the rooms are closed. */
  close(): void;
}

/** Rejects with a `StoreStartError` when the store cannot be used. */
export async function openStore(settings: Settings, instance: string, log: Logger): Promise<Store> {
  return settings.state === "redis" ? openRedisStore(settings, instance, log) : openMemoryStore(settings, instance);
}

function openMemoryStore(settings: Settings, instance: string): Store {
  return {
    adapter: createRecoveryAdapter({ packets: settings.recoveryPackets, sessions: settings.maxConnections }),
    openRooms: async (listeners) => createMemoryRooms({ instance, limits: settings, listeners }),
    close: () => {},
  };
}

async function openRedisStore(settings: Settings, instance: string, log: Logger): Promise<Store> {
  const { redisUrl: url, redisTimeoutMs: timeoutMs, redisAdapter: kind, redisStreamLength: streamLength } = settings;
  // The braces keep all keys together where a store is spread over several nodes.
  const keyPrefix = `{${settings.redisPrefix}}`;
  const stream = `${keyPrefix}packets`;
  const link = await openRedisLink({ url, keyPrefix, timeoutMs, log });
  const shared = await createSharedAdapter({ client: link.client, kind, keyPrefix, stream, streamLength });
  return {
    adapter: shared.adapter,
    openRooms: async (listeners) => {
      await shared.listening();
      return createRedisRooms({
        instance,
        limits: settings,
        listeners,
        link,
        announce: { adapter: kind, stream, streamLength, channel: channelOf("") },
        leaseMs: settings.leaseMs,
        heartbeatMs: settings.heartbeatMs,
        log,
      });
    },
    close: () => {
      shared.close();
      link.close();
    },
  };
}
