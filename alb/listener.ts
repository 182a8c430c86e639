import net, { type AddressInfo, type Socket } from "node:net";
import { serveClient } from "./exchange/client-connection.ts";
import { acceptFrom, readStream, type ReadConnection } from "./exchange/read-connection.ts";
import type { RequestListener } from "./exchange/route-decision.ts";
import type { ExchangeContext } from "./exchange/exchange-context.ts";
import type { RequestOrigin } from "./exchange/request-head.ts";
import { randomHex } from "./headers/random-block.ts";
import { serveHttp2 } from "./http2/serve-http2.ts";
import type { TlsDetail } from "./observe/access-log-line.ts";
import { createTlsServer, type ListenerTls } from "./tls/tls-listener.ts";

/** A listener: takes connections and counts them. What they carry is the exchange's business. @param tls null: plain HTTP. */
export function createListener(context: ExchangeContext, tls: ListenerTls | null) {
  const { attributes, metrics, records } = context;
  const idleMs = () => attributes.seconds("idle_timeout.timeout_seconds") * 1000;
  const open = new Set<Socket>();
  /** What a changed idle timeout is told to: it is meant for the connections that are open already, too. */
  const refreshers = new Set<() => void>();
  const protocol = tls ? "HTTPS" : "HTTP";
  let identity: RequestListener = { protocol, port: 0 };

  const originOf = (socket: Socket): RequestOrigin => {
    const sourceIp = (socket.remoteAddress ?? "0.0.0.0").replace(/^::ffff:(?=\d+\.)/, "");
    const sourcePort = socket.remotePort ?? 0;
    return {
      sourceIp,
      sourcePort,
      source: `${sourceIp}:${sourcePort}`,
      scheme: tls ? "https" : "http",
      listener: identity,
      dnsName: records.identity.dnsName,
      visitor: randomHex(8),
      newestCookie: { value: "", stuck: null, sealedBy: null },
    };
  };
  const serve = (socket: Socket, refresh: () => void) => {
    refreshers.add(refresh);
    socket.once("close", () => refreshers.delete(refresh));
  };
  const serveHttp1 = (connection: ReadConnection, detail: TlsDetail | null) => {
    const { socket } = connection;
    const refresh = () => socket.setTimeout(idleMs());
    refresh();
    serve(socket, refresh);
    serveClient(connection, originOf(socket), detail, context);
  };

  const secured =
    tls &&
    createTlsServer(tls, {
      isHttp2On: () => attributes.isOn("routing.http2.enabled"),
      handshakeTimeoutMs: idleMs(),
      onSecured({ socket, detail, isHttp2 }) {
        if (isHttp2) serve(socket, serveHttp2(socket, originOf(socket), detail, context));
        else serveHttp1(readStream(socket), detail);
      },
      onFailed: () => void (metrics.counts.ClientTLSNegotiationErrorCount += 1),
    });
  const server: net.Server = secured?.server ?? net.createServer({ allowHalfOpen: true, noDelay: true });

  server.on("listening", () => (identity = { protocol, port: (server.address() as AddressInfo).port }));
  server.on("connection", (accepted: Socket) => {
    const connection = secured ? null : acceptFrom(accepted);
    const socket = connection?.socket ?? accepted;
    metrics.counts.NewConnectionCount += 1;
    metrics.counts.ActiveConnectionCount += 1;
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      metrics.counts.ActiveConnectionCount -= 1;
    });
    if (connection) serveHttp1(connection, null);
  });
  return {
    server,
    sslPolicy: secured?.sslPolicy ?? null,
    refreshIdleTimeout(): void {
      for (const refresh of refreshers) refresh();
    },
    close(): void {
      for (const socket of open) socket.destroy();
    },
  };
}
