import type { RequestHandler } from "express";
import type { ChatServer } from "../chat-io.ts";
import type { Instance } from "../instance.ts";
import type { RoomStore } from "../room/room-store.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * `GET /health`, for the balancer: 503 once the instance is stopping; `degraded` while its store cannot be reached or refuses what is
 * written; `full` (200: taking it out would help nobody) while it takes no more connections.
 */
export function health(
  io: ChatServer,
  rooms: RoomStore,
  instance: Instance,
  settings: Settings,
  isFull: () => boolean,
): RequestHandler {
  return (_request, response) => {
    const { sockets } = io.of("/");
    const clients = [...sockets.keys()].slice(0, settings.activeClients);
    const isDegraded = instance.status === "healthy" && !rooms.isAvailable();
    response
      .status(isDegraded ? settings.degradedStatus : instance.status === "healthy" ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json({
        status: isDegraded ? "degraded" : instance.status === "healthy" && isFull() ? "full" : instance.status,
        hostname: instance.name,
        instance: instance.name,
        connections: sockets.size,
        active_clients: clients,
        active_clients_truncated: clients.length < sockets.size,
        uptime_seconds: Math.floor((Date.now() - instance.startedAt) / 1_000),
        rooms: rooms.count(),
        state: settings.state,
      });
  };
}
