import net, { type AddressInfo, type Socket } from "node:net";
import { serveClient } from "./exchange/client-connection.ts";
import type { RequestListener } from "./exchange/route-decision.ts";
import type { ExchangeContext } from "./exchange/exchange-context.ts";
import { randomHex } from "./headers/random-block.ts";

/** An HTTP listener: takes connections and counts them. What they carry is the exchange's business. */
export function createListener(context: ExchangeContext) {
  const { attributes, metrics, records } = context;
  const idleMs = () => attributes.seconds("idle_timeout.timeout_seconds") * 1000;
  const open = new Set<Socket>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true });
  let identity: RequestListener = { protocol: "HTTP", port: 0 };

  server.on("listening", () => (identity = { protocol: "HTTP", port: (server.address() as AddressInfo).port }));
  server.on("connection", (socket) => {
    open.add(socket);
    metrics.add("NewConnectionCount");
    metrics.add("ActiveConnectionCount");
    socket.setTimeout(idleMs());
    const origin = {
      sourceIp: (socket.remoteAddress ?? "0.0.0.0").replace(/^::ffff:(?=\d+\.)/, ""),
      sourcePort: socket.remotePort ?? 0,
      scheme: "http" as const,
      listener: identity,
      dnsName: records.identity.dnsName,
      visitor: randomHex(8),
    };
    serveClient(socket, origin, null, context);
    socket.once("close", () => {
      open.delete(socket);
      metrics.add("ActiveConnectionCount", -1);
    });
  });
  return {
    server,
    /** A changed idle timeout is meant for the connections that are open already, too. */
    refreshIdleTimeout(): void {
      for (const socket of open) socket.setTimeout(idleMs());
    },
    close(): void {
      for (const socket of open) socket.destroy();
    },
  };
}
