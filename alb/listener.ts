import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createAccept, type AcceptOptions } from "./exchange/accept-request.ts";
import { answerRequest, answerSocket } from "./exchange/answer-client.ts";
import { createClientConnection, type ClientConnection } from "./exchange/client-connection.ts";
import { closeGently } from "./exchange/close-gently.ts";
import type { ExchangeContext } from "./exchange/exchange-context.ts";
import { createExchangeRecord } from "./observe/exchange-record.ts";
import { forwardRequest } from "./exchange/forward-request.ts";
import { forwardUpgrade } from "./exchange/forward-upgrade.ts";
import { parseErrorStatus, type ParseError } from "./exchange/parse-error-status.ts";
import { MAX_HEADERS, MAX_LINE } from "./exchange/refuse-request.ts";
import { createRequestQueue, type RequestQueue } from "./exchange/request-queue.ts";
import { withoutUpgrade } from "./exchange/without-upgrade.ts";

export interface ListenerOptions extends Omit<AcceptOptions, "metrics"> {
  context: ExchangeContext;
}

interface Open {
  connection: ClientConnection;
  queue: RequestQueue;
  /** The newest request whose head is complete. */
  newest: IncomingMessage | null;
  /** It kept silent for the idle timeout: what it has begun to send will not be completed. */
  isSilent: boolean;
  /** Its last answer is given: what still comes is thrown away. */
  isClosing: boolean;
}

/** The HTTP listener: takes connections and requests apart, and hands what is not refused to a mover, in its turn. */
export function createListener({ attributes, context, records, route, port }: ListenerOptions) {
  const { metrics } = context;
  const { now } = records;
  const idleMs = () => attributes.seconds("idle_timeout.timeout_seconds") * 1000;
  const accept = createAccept({ attributes, records, metrics, route, port });
  const open = new Map<Socket, Open>();
  const server = http.createServer({
    maxHeaderSize: MAX_LINE + MAX_HEADERS,
    keepAliveTimeout: 0,
    headersTimeout: 0,
    requestTimeout: 0,
    requireHostHeader: false,
  });
  server.maxHeadersCount = 0;

  server.on("connection", (socket) => {
    // One whose offer to upgrade was put aside comes a second time.
    if (open.has(socket)) return;
    const connection = createClientConnection(socket, now(), attributes.seconds("client_keep_alive.seconds"));
    const one: Open = {
      connection,
      queue: createRequestQueue(socket),
      newest: null,
      isSilent: false,
      isClosing: false,
    };
    open.set(socket, one);
    metrics.add("NewConnectionCount");
    metrics.add("ActiveConnectionCount");
    socket.setNoDelay(true);
    socket.setTimeout(idleMs());
    socket.on("error", () => {});
    socket.once("close", () => {
      open.delete(socket);
      one.queue.stop();
      metrics.add("ActiveConnectionCount", -1);
    });
    // Rule R6.4. Everything that goes either way passes through this socket, so its silence is the exchange's.
    socket.on("timeout", () => onIdle(one));
    // Node calls this after the last answer.
    socket.destroySoon = () => closeForGood(one);
  });
  // Node destroys a silent connection itself unless somebody listens here.
  server.on("timeout", () => {});

  function closeForGood(one: Open): void {
    if (one.isClosing) return;
    one.isClosing = true;
    one.queue.stop();
    closeGently(one.connection.socket);
  }

  function onIdle(one: Open): void {
    const { socket } = one.connection;
    if (one.isClosing) socket.destroy();
    else if (one.queue.current) one.queue.current.idle();
    else {
      // Only the parser knows whether a head has begun: told that nothing more comes, it complains if one has.
      one.isSilent = true;
      socket.emit("end");
      closeForGood(one);
    }
  }

  /** Answers on a connection on which nothing could be parsed, and closes it. */
  function refuseConnection(one: Open, status: number, reason: string): void {
    one.isClosing = true;
    one.queue.stop();
    answerSocket(one.connection.socket, status, now());
    createExchangeRecord(null, one.connection, records).end(status, reason);
  }

  server.on("clientError", (error: ParseError, stream) => {
    const socket = stream as Socket;
    const one = open.get(socket);
    if (!one || error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    if (one.isClosing) return;
    const status = one.isSilent ? 408 : parseErrorStatus(error);
    const reason = one.isSilent ? "the client sent no whole request in time" : (error.code ?? "malformed request");
    const isInBody = one.newest !== null && !one.newest.complete;
    if (isInBody && error.code === "HPE_INVALID_EOF_STATE" && !one.isSilent) {
      socket.destroy();
      return;
    }
    // The request that cannot be read to its end is the newest: it waits, or it is under way.
    if (isInBody && !one.queue.withdraw() && one.queue.current) {
      one.queue.current.malformed(status, reason);
      return;
    }
    one.queue.take(() => {
      refuseConnection(one, status, reason);
      return null;
    });
  });
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    const one = open.get(socket);
    if (!one || one.queue.current) socket.destroy();
    else refuseConnection(one, 405, "CONNECT is not supported");
  });

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const one = open.get(request.socket);
    if (!one || one.isClosing) {
      request.resume();
      return;
    }
    one.newest = request;
    response.on("error", () => {});
    one.queue.take((done) => {
      response.once("close", done);
      // Rule R6.6: past its time a connection serves this one request more.
      if (now() >= one.connection.closeAfterMs) response.shouldKeepAlive = false;
      const refuse = (status: number) => answerRequest(request, response, status, now());
      const accepted = accept(request, one.connection, false);
      if (accepted.routed) return forwardRequest(request, response, accepted.routed, context, refuse);
      refuse(accepted.status);
      accepted.record.end(accepted.status, accepted.reason);
      return { idle: () => request.socket.destroy(), malformed: () => {} };
    });
  }
  server.on("request", onRequest);
  server.on("checkExpectation", onRequest);
  server.on("checkContinue", (request, response) => {
    response.writeContinue();
    onRequest(request, response);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const one = open.get(socket);
    // Nobody sends an upgrade behind a request that has no answer yet, and Node no longer serves the one before.
    if (!one || one.isClosing || one.queue.current) {
      socket.destroy();
      return;
    }
    // Only WebSocket upgrades are documented; anything else is a plain request, with a body perhaps.
    if (request.headers.upgrade?.toLowerCase() !== "websocket" || request.method !== "GET") {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit("connection", socket);
      return;
    }
    one.queue.take((done) => {
      socket.once("close", done);
      const accepted = accept(request, one.connection, true);
      if (accepted.routed) return forwardUpgrade(socket, head, accepted.routed, context);
      answerSocket(socket, accepted.status, now());
      accepted.record.end(accepted.status, accepted.reason);
      return { idle: () => socket.destroy(), malformed: () => {} };
    });
  });

  return {
    server,
    /** A changed idle timeout is meant for the connections that are open already, too. */
    refreshIdleTimeout(): void {
      for (const socket of open.keys()) socket.setTimeout(idleMs());
    },
    close(): void {
      for (const socket of open.keys()) socket.destroy();
    },
  };
}
