import http, { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { AttributeSet } from "./attributes.ts";
import { createClientConnection, type ClientConnection } from "./client-connection.ts";
import { elbResponse, elbResponseBytes } from "./elb-response.ts";
import type { ExchangeContext, RoutedRequest } from "./exchange-context.ts";
import { createExchangeRecord, type RecordContext } from "./exchange-record.ts";
import { forwardedAddressCount, MAX_FORWARDED_ADDRESSES } from "./forwarded-headers.ts";
import { forwardRequest } from "./forward-request.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";
import { headerLines, headerValues, withoutHopByHop } from "./raw-headers.ts";
import type { Route } from "./router.ts";
import { targetRequestHeaders } from "./target-request-headers.ts";

export interface ListenerOptions {
  attributes: AttributeSet;
  context: ExchangeContext;
  records: RecordContext;
  route: (cookieHeaders: readonly string[], nowMs: number) => Route | null;
  port: () => number;
}

/** Rule R7.9, bytes. A `Cookie` line may be longer than any other. */
const MAX_LINE = 16 * 1024;
const MAX_HEADERS = 64 * 1024;
/** Rule R7.8. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** The HTTP listener: takes requests apart, refuses what an ALB refuses, and hands the rest to a mover. */
export function createListener({ attributes, context, records, route, port }: ListenerOptions) {
  const { metrics } = context;
  const { now } = records;
  const connections = new Map<Socket, ClientConnection>();
  const server = http.createServer({
    maxHeaderSize: MAX_LINE + MAX_HEADERS,
    keepAliveTimeout: 0,
    headersTimeout: 0,
    requestTimeout: 0,
    requireHostHeader: false,
  });
  server.maxHeadersCount = 0;

  server.on("connection", (socket) => {
    const connection = createClientConnection(socket, now(), attributes.seconds("client_keep_alive.seconds"));
    connections.set(socket, connection);
    metrics.add("NewConnectionCount");
    metrics.add("ActiveConnectionCount");
    socket.setNoDelay(true);
    socket.setTimeout(attributes.seconds("idle_timeout.timeout_seconds") * 1000);
    socket.on("error", () => {});
    socket.once("close", () => {
      connections.delete(socket);
      metrics.add("ActiveConnectionCount", -1);
    });
    // Rule R6.4. Everything that goes either way passes through this socket, so its silence is the exchange's.
    socket.on("timeout", () => onIdle(connection));
  });
  // Node destroys a silent connection itself unless somebody listens here.
  server.on("timeout", () => {});

  function onIdle(connection: ClientConnection): void {
    if (connection.activities.size > 0) {
      for (const activity of connection.activities) activity.idle();
    } else if (connection.hasPartialHead()) {
      answerRaw(connection, 408, "the client sent no whole request in time");
    } else {
      connection.socket.end();
      connection.socket.destroySoon();
    }
  }

  /** Answers on a connection on which nothing could be parsed, and closes it. */
  function answerRaw(connection: ClientConnection, status: number, reason: string): void {
    const { socket } = connection;
    if (socket.writable) socket.end(elbResponseBytes(status, now()));
    createExchangeRecord(null, connection, records).end(status, reason);
    socket.destroySoon();
  }

  server.on("clientError", (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
    const connection = connections.get(socket as Socket);
    if (!connection || error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    if (connection.activities.size > 0) {
      socket.destroy();
      return;
    }
    answerRaw(connection, parseErrorStatus(error), error.code ?? "malformed request");
  });
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    const connection = connections.get(socket);
    if (connection) answerRaw(connection, 405, "CONNECT is not supported");
    else socket.destroy();
  });

  /** Finds out where a request goes; null when the balancer answered it itself. */
  function accept(request: IncomingMessage, isWebSocket: boolean, refuseWith: (status: number) => void) {
    const socket = request.socket;
    const connection = connections.get(socket);
    if (!connection) return null;
    connection.markRead();
    const record = createExchangeRecord(request, connection, records);
    const refuse = (status: number, reason: string): null => {
      refuseWith(status);
      record.end(status, reason);
      return null;
    };
    const refusal = refuseRequest(request);
    if (refusal) return refuse(...refusal);
    const nowMs = now();
    const routed = route(headerValues(request.rawHeaders, "cookie"), nowMs);
    if (!routed) return refuse(503, "no target is registered that could take a request");

    const [, authority = null, path] = /^https?:\/\/([^/?]+)(.*)$/i.exec(request.url ?? "") ?? [];
    const passed = targetRequestHeaders(request.rawHeaders, authority, {
      clientAddress: connection.address,
      clientPort: connection.port,
      listenerPort: port(),
      mode: attributes.get("routing.http.xff_header_processing.mode") as "append" | "preserve" | "remove",
      withClientPort: attributes.isOn("routing.http.xff_client_port.enabled"),
      preserveHost: attributes.isOn("routing.http.preserve_host_header.enabled"),
      dropInvalid: attributes.isOn("routing.http.drop_invalid_header_fields.enabled"),
      dnsName: records.identity.dnsName,
      isWebSocket,
      nowMs,
    });
    if (passed.invalidNames > 0) {
      const dropped = attributes.isOn("routing.http.drop_invalid_header_fields.enabled");
      metrics.add(dropped ? "DroppedInvalidHeaderRequestCount" : "ForwardedInvalidHeaderRequestCount");
    }
    record.routed(routed, passed.traceId);
    const forwarded: RoutedRequest = {
      ...routed,
      method: request.method ?? "GET",
      path: authority === null ? (request.url ?? "/") : path || "/",
      headers: passed.headers,
      record,
      refuse: refuseWith,
    };
    return { connection, forwarded };
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const accepted = accept(request, false, (status) => answer(request, response, status));
    if (!accepted) return;
    const { connection, forwarded } = accepted;
    // Rule R6.6: past its time a connection serves this one request more.
    if (now() >= connection.closeAfterMs) response.shouldKeepAlive = false;
    const mover = forwardRequest(request, response, forwarded, context);
    const activity = { idle: mover.idle, malformed: () => response.destroy() };
    connection.activities.add(activity);
    request.once("end", connection.markRead);
    response.once("close", () => {
      connection.activities.delete(activity);
      connection.markRead();
    });
  }
  server.on("request", onRequest);
  server.on("checkContinue", (request, response) => {
    response.writeContinue();
    onRequest(request, response);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const relay = () => {
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.on("finish", () => socket.destroySoon());
      return response;
    };
    // Only WebSocket upgrades are documented; anything else is a plain request.
    if (request.headers.upgrade?.toLowerCase() !== "websocket") return onRequest(request, relay());
    const accepted = accept(request, true, (status) => answer(request, relay(), status));
    if (!accepted) return;
    const { connection, forwarded } = accepted;
    const activity = { idle: () => socket.destroySoon(), malformed: () => socket.destroy() };
    connection.activities.add(activity);
    socket.once("close", () => connection.activities.delete(activity));
    forwardUpgrade(socket, head, forwarded, context, {
      onTunnel: (close) => {
        activity.idle = close;
      },
      onRefused: (refused) => {
        const response = relay();
        const status = refused.statusCode ?? 502;
        response.sendDate = false;
        response.on("close", () => forwarded.record.end(status, null));
        response.writeHead(status, refused.statusMessage ?? "", [
          ...withoutHopByHop(refused.rawHeaders),
          ...forwarded.cookies,
          "Connection",
          "close",
        ]);
        refused.on("error", () => socket.destroy());
        refused.pipe(response);
      },
    });
  });

  /** Answers in the balancer's own name; what is left of the request's body is not read. */
  function answer(request: IncomingMessage, response: ServerResponse, status: number): void {
    const made = elbResponse(status, { nowMs: now(), close: !request.complete || !response.shouldKeepAlive });
    if (!request.complete) response.shouldKeepAlive = false;
    response.sendDate = false;
    response.on("error", () => {});
    response.writeHead(made.status, made.phrase, made.headers);
    response.end(made.body, () => {
      if (!request.complete) request.socket.destroySoon();
    });
  }

  return {
    server,
    /** A changed idle timeout is meant for the connections that are open already, too. */
    refreshIdleTimeout(): void {
      const ms = attributes.seconds("idle_timeout.timeout_seconds") * 1000;
      for (const socket of connections.keys()) socket.setTimeout(ms);
    },
    close(): void {
      for (const socket of connections.keys()) socket.destroy();
    },
  };
}

/** Rules R7.8, R7.9, R8.2: what is refused before a target is chosen. */
function refuseRequest(request: IncomingMessage): [status: number, reason: string] | null {
  if (!METHODS.has(request.method ?? "")) return [405, `${request.method} is not supported`];
  if ((request.url?.length ?? 0) + (request.method?.length ?? 0) + 10 > MAX_LINE)
    return [414, "the request line is too long"];
  if (request.httpVersion === "1.1" && request.headers.host === undefined) return [400, "there is no Host header"];
  let total = 0;
  for (const [name, value] of headerLines(request.rawHeaders)) {
    const bytes = name.length + value.length + 4;
    total += bytes;
    if (bytes >= MAX_LINE && name.toLowerCase() !== "cookie") return [400, "a header is too long"];
  }
  if (total > MAX_HEADERS) return [400, "the headers are too long"];
  const encoding = request.headers["transfer-encoding"];
  if (encoding !== undefined && !["chunked", "identity"].includes(encoding.toLowerCase()))
    return [501, "unsupported Transfer-Encoding"];
  const addresses = forwardedAddressCount(headerValues(request.rawHeaders, "x-forwarded-for"));
  return addresses > MAX_FORWARDED_ADDRESSES ? [463, "too many addresses in X-Forwarded-For"] : null;
}

function parseErrorStatus({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }): number {
  if (code === "HPE_INVALID_TRANSFER_ENCODING") return 501;
  if (code !== "HPE_HEADER_OVERFLOW") return 400;
  return rawPacket && !rawPacket.includes("\r\n") ? 414 : 400;
}
