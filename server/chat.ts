import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { RequestSchemas } from "../protocol/requests.ts";
import { answerRequests, requestRates, type AnsweredRequests } from "./answer-requests.ts";
import type { ChatServer } from "./chat-io.ts";
import { ConnectionLog, type Context } from "./handler.ts";
import type { UnjoinedSessions } from "./connection/count-unjoined.ts";
import { sessionOf } from "./connection/watch-connections.ts";
import { takeTurns } from "./connection/take-turns.ts";
import { createTokenBuckets } from "./connection/token-bucket.ts";
import { networkOf, type ClientAddress } from "./http/client-address.ts";
import { traceOf } from "./http/trace-of.ts";
import type { Instance } from "./instance.ts";
import type { Metrics } from "./metrics.ts";
import type { NoteCut } from "./message/answer-bytes.ts";
import { resumeRooms } from "./room/resume.ts";
import { newRoomsOf } from "./room/new-room-budget.ts";
import type { RoomStore } from "./room/room-store.ts";
import type { Settings } from "./settings/settings.ts";

interface Chat {
  rooms: RoomStore;
  instance: Instance;
  settings: Settings;
  schemas: RequestSchemas;
  metrics: Metrics;
  unjoined: UnjoinedSessions;
  addressOf: ClientAddress;
  noteCut: NoteCut;
  log: Logger;
}

/** The life of each connection: welcomed, put back into its rooms if it was recovered, answered, forgotten. */
export function attachChat(io: ChatServer, chat: Chat) {
  const { rooms, instance, settings, schemas, metrics, unjoined, addressOf, noteCut, log } = chat;
  const { nameLength, roomNameLength, textLength } = settings;
  const limits = { nameLength, roomNameLength, textLength };

  const perMinute = (count: number) => ({ perSecond: count / 60, burst: count });
  const addresses = createTokenBuckets(perMinute(settings.newRoomsPerAddress));
  const newRooms = perMinute(settings.newRoomsPerMinute);

  const requestsOf = { schemas, rates: requestRates(settings), count: metrics.count };
  const longAnswerTurn = takeTurns();
  // One for all connections: for each of them it is kept until nobody can be recovered with it.
  const welcome = { instance: instance.name, bootId: instance.bootId, state: settings.state, limits, draining: false };
  const lastWelcome = { ...welcome, draining: true };
  const connections = new Map<Context, AnsweredRequests>();

  io.on("connection", (socket) => {
    const connectedAt = Date.now();
    const { recovered, conn } = socket;
    const address = addressOf(socket.request);
    const opened = { session: sessionOf(conn), ...traceOf(socket.request) };
    const context: Context = {
      socket,
      rooms,
      instance,
      settings,
      newRooms: newRoomsOf(networkOf(address), newRooms, addresses),
      noteCut,
      longAnswerTurn,
      unjoined,
      log: new ConnectionLog(log, socket.id),
      trace: { client: socket.id, ...opened },
    };
    if (recovered) unjoined.joined(conn);
    const transport = conn.transport.name;
    context.log.info({ transport, address, recovered, ...opened }, "connected");
    metrics.connected.inc({ recovered: String(recovered) });
    if (transport !== "websocket") {
      conn.on("upgrade", ({ name }) => context.log.info({ from: transport, to: name }, "transport upgraded"));
    }
    if (!recovered) socket.data.visits = [];

    const requests = answerRequests(context, requestsOf);
    if (recovered) void requests.after(() => resumeRooms(context));
    connections.set(context, requests);
    socket.on("disconnect", (reason) => {
      connections.delete(context);
      metrics.disconnected.inc({ reason });
      const durationMs = Date.now() - connectedAt;
      metrics.connectionSeconds.observe(durationMs / 1_000);
      context.log.info({ reason, durationMs, transport: conn.transport.name }, "disconnected");
      // After what it asked for last: a join that is still on its way must not outlive the connection.
      void requests.after(async () => rooms.leaveAll(socket.id));
    });

    // Every connection receives something, because without it Socket.IO could not recover it.
    socket.emit("instance:welcome", instance.status === "draining" ? lastWelcome : welcome);
  });

  return {
    /**
     * The store forgot who of this instance is in which room: everybody takes their seats again, at a bounded rate. Their
     * connections stay open; closed, they would all come back at once.
     */
    putEverybodyBack: (): void => {
      const betweenMs = 1_000 / settings.putBackPerSecond;
      for (const [index, [context, requests]] of [...connections].entries()) {
        // After what it asked for before.
        void requests.after(async () => {
          await sleep(Math.round(index * betweenMs), undefined, { ref: false });
          if (context.socket.connected) await resumeRooms(context);
        });
      }
    },
  };
}
