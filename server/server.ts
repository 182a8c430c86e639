import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import pino, { type Logger } from "pino";
import { Registry } from "prom-client";
import { Server } from "socket.io";
import type { Message } from "../protocol/events.ts";
import { createRequestSchemas } from "../protocol/requests.ts";
import { attachChat } from "./chat.ts";
import { channelOf, type ChatServer } from "./chat-io.ts";
import { connectionsWithin } from "./connection/open-files.ts";
import { countUnjoined } from "./connection/count-unjoined.ts";
import { watchLoad } from "./connection/watch-load.ts";
import { createClientAddress } from "./http/client-address.ts";
import { guardDoor, type RefusedAtDoor } from "./http/guard-door.ts";
import { isHostAllowed } from "./http/is-host-allowed.ts";
import { closeUnusedSessions } from "./connection/close-unused-sessions.ts";
import { drainConnections } from "./connection/drain-connections.ts";
import { createApp } from "./http/create-app.ts";
import { isOriginAllowed } from "./http/is-origin-allowed.ts";
import { createInstance, packageVersion } from "./instance.ts";
import type { NoteCut } from "./message/answer-bytes.ts";
import { createMetrics } from "./metrics.ts";
import { openStore } from "./open-store.ts";
import { createRoomListAnnouncer } from "./room/announce-room-list.ts";
import type { RoomStore } from "./room/room-store.ts";
import { defaultSettings, MAX_TIMER_MS, type Settings } from "./settings/settings.ts";
import { deliveries, type TracedDelivery } from "./trace/channels.ts";
import { shedSlowReaders } from "./connection/shed-slow-readers.ts";
import { watchConnections } from "./connection/watch-connections.ts";
import { writeFramesDirectly } from "./connection/write-frames-directly.ts";
import { watchDeliveries } from "./connection/watch-deliveries.ts";

export interface ServerOptions extends Partial<Settings> {
  log?: Logger;
  /** Where the metrics are registered; one server each. */
  registry?: Registry;
  /** Lines of the log that could not be written, for the metrics. */
  linesLost?: () => number;
}

export interface RunningServer {
  url: string;
  port: number;
  bootId: string;
  /** Turns `/health` to 503, tells the clients, closes their connections within `drainMs`, then closes. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one chat instance. Rejects when it cannot listen, or with a `StoreStartError`. */
export async function startServer({
  log = pino({ enabled: false }),
  registry = new Registry(),
  linesLost = () => 0,
  ...options
}: ServerOptions = {}): Promise<RunningServer> {
  const settings: Settings = { ...defaultSettings(), ...options };
  const instance = createInstance(settings.instance);
  const schemas = createRequestSchemas(settings);
  const store = await openStore(settings, instance.name, log);
  const http = createServer((request, response) => app(request, response));
  // Longer than the balancer's idle timeout (60 s, rule R6.9): else it sends a request into a closing connection.
  http.keepAliveTimeout = 65_000;
  http.headersTimeout = 66_000;

  const io: ChatServer = new Server(http, {
    serveClient: false,
    // Compression costs seven times the CPU and fifteen times the memory of a plain connection.
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: settings.pingIntervalMs,
    pingTimeout: settings.pingTimeoutMs,
    connectTimeout: MAX_TIMER_MS,
    maxHttpBufferSize: settings.maxPayloadBytes,
    connectionStateRecovery: { maxDisconnectionDuration: settings.recoveryMs, skipMiddlewares: true },
    adapter: store.adapter,
    ...(settings.corsOrigins.length > 0 && { cors: { origin: settings.corsOrigins, credentials: true } }),
  });

  const addressOf = createClientAddress(settings.trustedProxies);
  const unjoined = countUnjoined(io.engine, settings.unjoinedPerAddress, addressOf);
  // Beyond the limit of open files nothing could be accepted, and nobody would be told.
  const withinFiles = connectionsWithin() ?? settings.maxConnections;
  const maxConnections = Math.min(settings.maxConnections, withinFiles);
  if (withinFiles < settings.maxConnections) {
    log.warn({ maxConnections, configured: settings.maxConnections }, "open files limit connections");
  }
  const isFull = () => io.engine.clientsCount >= maxConnections;
  const load = watchLoad(
    { lagMs: settings.overloadLagMs, heapPercent: settings.overloadHeapPercent },
    (isOverloaded, measured) =>
      log.warn(measured, isOverloaded ? "overloaded: no new sessions" : "no longer overloaded"),
  );

  function checkAtDoor(request: IncomingMessage): RefusedAtDoor | null {
    const { origin, host } = request.headers;
    if (!isHostAllowed(host, settings.allowedHosts)) return { why: "host", status: 421, message: "host not allowed" };
    const url = request.url ?? "";
    const isHandshake = url.startsWith("/socket.io/") && !/[?&]sid=/.test(url);
    if (!isHandshake) return null;
    if (!isOriginAllowed({ origin, host }, settings.corsOrigins))
      return { why: "origin", status: 403, message: "origin not allowed" };
    if (instance.status === "draining") return { why: "draining", status: 503, message: "the instance is stopping" };
    if (isFull()) return { why: "full", status: 503, message: "the instance is full" };
    if (load.isOverloaded()) return { why: "overloaded", status: 503, message: "the instance is overloaded" };
    if (unjoined.isFull(request))
      return { why: "address", status: 429, message: "too many sessions of your address have not joined a room" };
    return null;
  }
  guardDoor(http, checkAtDoor, (refused, request) => {
    metrics.refused.inc({ why: refused.why });
    // As Engine.IO reports what it refuses itself: one place logs and counts both.
    const context = { message: refused.message };
    io.engine.emit("connection_error", { req: request, code: 4, message: "Forbidden", context });
  });

  const noteCut: NoteCut = (what, kept, of) => {
    if (kept === of) return;
    metrics.answersCut.inc({ what });
    log.debug({ what, kept, of }, "answer cut");
  };
  const roomList = createRoomListAnnouncer(io, () => rooms, settings, noteCut, log);
  let rooms: RoomStore;
  try {
    rooms = await store.openRooms({
      announce: (event, payload, except) => {
        const everyone = io.to(channelOf(payload.room));
        const to = except === undefined ? everyone : everyone.except(except);
        // The types of Socket.IO cannot tie a generic event to its payload.
        (to.emit as (event: string, payload: unknown) => boolean)(event, payload);
      },
      listChanged: () => roomList.changed(),
      membershipLost: () => {
        log.warn({ connections: io.of("/").sockets.size }, "membership lost; everybody is put back");
        metrics.membershipLost.inc();
        chat.putEverybodyBack();
      },
      gaveWay: (room) => {
        log.info({ room }, "empty room gave way to a new one");
        metrics.roomsGaveWay.inc();
      },
    });
  } catch (error) {
    await io.close();
    store.close();
    throw error;
  }
  const metrics = createMetrics(registry, {
    connections: () => io.of("/").sockets.size,
    sessions: () => io.engine.clientsCount,
    unjoined: unjoined.count,
    waitingBytes: () => shedding.waiting(),
    isFull,
    isOverloaded: load.isOverloaded,
    isStoreAvailable: () => rooms.isAvailable(),
    logLinesLost: linesLost,
    rooms: () => rooms.count(),
    version: packageVersion(),
  });
  watchDeliveries(io, (event, payload, sockets) => {
    metrics.deliveries.inc({ event }, sockets);
    if (deliveries.hasSubscribers) {
      const { room, id } = payload as { room?: string; id?: string };
      deliveries.publish({ event, sockets, room, id } satisfies TracedDelivery);
    }
    if (event !== "message:sent") return;
    const { room, roomId, id, seq } = payload as Message;
    log.debug({ room, roomId, id, seq, sockets }, "delivered");
  });
  watchConnections(io.engine, metrics, addressOf, log);
  writeFramesDirectly(io.engine);
  closeUnusedSessions(io, settings.connectTimeoutMs);
  const shedding = shedSlowReaders(io.engine, {
    maxBytes: settings.slowReaderBytes,
    maxTotalBytes: settings.waitingBytes,
    onShed: (bytes, why) => {
      metrics.shed.inc();
      log.warn({ bytes, why }, "slow reader cut off");
    },
  });
  const onReportRefused = (address: string) => {
    metrics.reportsRefused.inc();
    log.debug({ address }, "report refused");
  };
  const app = createApp({
    io,
    rooms,
    instance,
    settings,
    schemas,
    registry,
    isFull,
    addressOf,
    onReportRefused,
    noteCut,
    log,
  });
  const chat = attachChat(io, { rooms, instance, settings, schemas, metrics, unjoined, addressOf, noteCut, log });

  // What dashboards made of logs count by: an instance that is killed says no more.
  const status = setInterval(() => {
    const { size: connections } = io.of("/").sockets;
    log.info({ connections, sessions: io.engine.clientsCount, rooms: rooms.count() }, "status");
  }, settings.statusMs).unref();

  const stopping = new AbortController();
  let closed: Promise<void> | undefined;
  async function closeAll() {
    stopping.abort();
    instance.status = "draining";
    shedding.close();
    load.close();
    clearInterval(status);
    roomList.close();
    // A half-sent request would hold the server open for minutes.
    const cutOff = setTimeout(() => http.closeAllConnections(), 500);
    await io.close();
    clearTimeout(cutOff);
    await rooms.close();
    store.close();
    registry.clear();
  }
  const close = () => (closed ??= closeAll());

  try {
    http.listen(settings.port, settings.host);
    await once(http, "listening");
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = http.address() as AddressInfo;
  const url = `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`;
  log.info({ port, url, bootId: instance.bootId }, "listening");

  return {
    url,
    port,
    bootId: instance.bootId,
    close,
    drain: async () => {
      instance.status = "draining";
      log.info({ connections: io.of("/").sockets.size, drainMs: settings.drainMs }, "draining");
      io.local.emit("instance:draining", { instance: instance.name, deadlineMs: settings.drainMs });
      await drainConnections(io, settings.drainMs, stopping.signal);
      await close();
    },
  };
}
