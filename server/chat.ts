import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { RequestSchemas } from "../protocol/requests.ts";
import { answerRequests, requestRates } from "./answer-requests.ts";
import type { ChatServer } from "./chat-io.ts";
import { ConnectionLog, type Context } from "./handler.ts";
import type { UnjoinedSessions } from "./connection/count-unjoined.ts";
import { sessionOf } from "./connection/watch-connections.ts";
import { takeTurns } from "./connection/take-turns.ts";
import { createTokenBucket, createTokenBuckets, type TokenBucket } from "./connection/token-bucket.ts";
import { networkOf, type ClientAddress } from "./http/client-address.ts";
import { traceOf } from "./http/trace-of.ts";
import type { Instance } from "./instance.ts";
import type { Metrics } from "./metrics.ts";
import type { NoteCut } from "./message/answer-bytes.ts";
import { resumeRooms } from "./room/resume.ts";
import type { NewRoomBudget, RoomStore } from "./room/room-store.ts";
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

  /** What a connection may create is limited for itself and for its address. */
  function newRoomsOf(address: string): NewRoomBudget {
    // Most connections never ask for a new room.
    let own: TokenBucket | null = null;
    const shared = () => addresses.of(networkOf(address));
    return {
      hasOne: () => (own ??= createTokenBucket(newRooms)).hasOne() && shared().hasOne(),
      spend: () => {
        (own ??= createTokenBucket(newRooms)).spend(1);
        shared().spend(1);
      },
    };
  }

  const rates = requestRates(settings);
  const longAnswerTurn = takeTurns();
  /** What puts each connection back into its rooms, after what it asked for before. */
  const putBack = new Map<string, (delayMs: number) => void>();

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
      newRooms: newRoomsOf(address),
      noteCut,
      longAnswerTurn,
      joined: () => unjoined.joined(conn),
      log: new ConnectionLog(log, socket.id),
      trace: { client: socket.id, ...opened },
    };
    if (recovered) context.joined();
    const transport = conn.transport.name;
    context.log.info({ transport, address, recovered, ...opened }, "connected");
    metrics.connected.inc({ recovered: String(recovered) });
    if (transport !== "websocket") {
      conn.on("upgrade", ({ name }) => context.log.info({ from: transport, to: name }, "transport upgraded"));
    }
    if (!recovered) socket.data.visits = [];

    const requests = answerRequests(context, schemas, rates, metrics.count);
    if (recovered) void requests.after(() => resumeRooms(context));
    putBack.set(socket.id, (delayMs) => {
      void requests.after(async () => {
        await sleep(delayMs, undefined, { ref: false });
        if (socket.connected) await resumeRooms(context);
      });
    });
    socket.on("disconnect", (reason) => {
      putBack.delete(socket.id);
      metrics.disconnected.inc({ reason });
      const durationMs = Date.now() - connectedAt;
      metrics.connectionSeconds.observe(durationMs / 1_000);
      context.log.info({ reason, durationMs, transport: conn.transport.name }, "disconnected");
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

  return {
    /**
     * The store forgot who of this instance is in which room: everybody takes their seats again, at a bounded rate. Their
     * connections stay open; closed, they would all come back at once.
     */
    putEverybodyBack: (): void => {
      const betweenMs = 1_000 / settings.putBackPerSecond;
      for (const [index, start] of [...putBack.values()].entries()) start(Math.round(index * betweenMs));
    },
  };
}
