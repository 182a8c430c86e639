import { performServerHandshake, type ServerHttp2Stream } from "node:http2";
import type { TLSSocket } from "node:tls";
import { LINGER_MS } from "../exchange/close-gently.ts";
import type { ExchangeContext } from "../exchange/exchange-context.ts";
import type { RequestOrigin } from "../exchange/request-head.ts";
import { randomHex } from "../headers/random-block.ts";
import type { TlsDetail } from "../observe/access-log-line.ts";
import { Http2Client, type Http2Connection } from "./http2-client.ts";

/** Rule R6.2: requests at one time, and in all, on one connection. */
const MAX_STREAMS = 128;
const MAX_REQUESTS = 10_000;
/** The headers' size is limited with the request's; their number is not documented. */
const MAX_HEADER_PAIRS = 1_000;

/**
 * Serves the requests of a client's HTTP/2 connection: each is an exchange of its own with a target that gets HTTP/1.1.
 * @returns what a changed idle timeout is told to.
 */
export function serveHttp2(
  socket: TLSSocket,
  origin: RequestOrigin,
  tls: TlsDetail,
  context: ExchangeContext,
): () => void {
  const { attributes, now } = context;
  const idleMs = () => attributes.seconds("idle_timeout.timeout_seconds") * 1000;
  // Rule R6.6: fixed when the connection was made.
  const closeAfterMs = now() + attributes.seconds("client_keep_alive.seconds") * 1000;
  const session = performServerHandshake(socket, {
    settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: 128 * 1024 },
    maxHeaderListPairs: MAX_HEADER_PAIRS,
  });
  const clients = new Set<Http2Client>();
  let requests = 0;
  let traceId = "";
  let timer: NodeJS.Timeout | undefined;

  const connection: Http2Connection = {
    origin,
    tls,
    get traceId() {
      traceId ||= `TID_${randomHex(16)}`;
      return traceId;
    },
    idleMs,
    close() {
      if (!session.closed) session.close();
      watch();
    },
  };
  /** Without a request under way the connection is idle, even while PING frames come (rule R6.4). */
  function watch(): void {
    clearTimeout(timer);
    if (clients.size > 0 || socket.destroyed) return;
    timer = session.closed
      ? setTimeout(() => socket.destroy(), LINGER_MS)
      : setTimeout(() => connection.close(), idleMs());
  }

  session.on("stream", (stream: ServerHttp2Stream, _headers, _flags, raw?: string[]) => {
    const client = new Http2Client(stream, connection, context);
    clients.add(client);
    clearTimeout(timer);
    stream.once("close", () => {
      clients.delete(client);
      watch();
    });
    requests += 1;
    const isLast = requests >= MAX_REQUESTS || now() >= closeAfterMs;
    client.begin(raw ?? []);
    if (isLast) connection.close();
  });
  session.on("error", () => {});
  socket.on("error", () => {});
  socket.once("end", () => session.destroy());
  socket.once("close", () => clearTimeout(timer));
  watch();
  return () => {
    for (const client of clients) client.refreshIdleTimeout();
    watch();
  };
}
