import type { Logger } from "pino";
import type { ServerOptions } from "socket.io";
import { createRecoveryAdapter } from "./connection/recovery-adapter.ts";
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
  if (settings.state === "memory") {
    return {
      adapter: createRecoveryAdapter({ packets: settings.recoveryPackets, sessions: settings.maxConnections }),
      openRooms: async (listeners) => createMemoryRooms({ instance, limits: settings, listeners }),
      close: () => {},
    };
  }
  // Loaded only here: client and adapters cost a start in memory mode time and 14 MB.
  const { openRedisStore } = await import("./redis/open-redis-store.ts");
  return openRedisStore(settings, instance, log);
}
