import type { Logger } from "pino";
import type { RequestSchemas } from "../protocol/requests.ts";
import { answerRequests } from "./answer-requests.ts";
import type { ChatServer } from "./chat-io.ts";
import type { Context } from "./handler.ts";
import { clientAddress } from "./http/client-address.ts";
import type { Instance } from "./instance.ts";
import type { Metrics } from "./metrics.ts";
import { resumeRooms } from "./room/resume.ts";
import type { RoomStore } from "./room/room-store.ts";
import type { Settings } from "./settings/settings.ts";

interface Chat {
  rooms: RoomStore;
  instance: Instance;
  settings: Settings;
  schemas: RequestSchemas;
  metrics: Metrics;
  log: Logger;
}

/** The life of each connection: welcomed, put back into its rooms if it was recovered, answered, forgotten. */
export function attachChat(io: ChatServer, { rooms, instance, settings, schemas, metrics, log }: Chat): void {
  const { nameLength, roomNameLength, textLength } = settings;
  const limits = { nameLength, roomNameLength, textLength };

  io.on("connection", (socket) => {
    const connectedAt = Date.now();
    const { recovered, conn } = socket;
    const context: Context = { socket, rooms, instance, settings, log: log.child({ client: socket.id }) };
    const transport = conn.transport.name;
    context.log.info({ transport, address: clientAddress(socket.request), recovered }, "connected");
    metrics.connected.inc({ recovered: String(recovered) });
    conn.on("upgrade", ({ name }) => context.log.info({ from: transport, to: name }, "transport upgraded"));
    if (!recovered) socket.data.visits = [];

    const requests = answerRequests(context, schemas, (event, outcome) => metrics.count(event, outcome));
    if (recovered) void requests.after(() => resumeRooms(context));
    socket.on("disconnect", (reason) => {
      metrics.disconnected.inc({ reason });
      context.log.info(
        { reason, durationMs: Date.now() - connectedAt, transport: conn.transport.name },
        "disconnected",
      );
      // After what it asked for last: a join that is still on its way must not outlive the connection.
      void requests.after(async () => rooms.leaveAll(socket.id));
    });

    // Every connection receives something, because without it Socket.IO could not recover it.
    socket.emit("instance:welcome", {
      instance: instance.name,
      bootId: instance.bootId,
      state: settings.state,
      limits,
      draining: instance.status === "draining",
    });
  });
}
