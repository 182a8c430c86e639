import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { ChatServer, ChatSocket } from "../chat-io.ts";
import type { ClientAddress } from "../http/client-address.ts";
import { traceOf } from "../http/trace-of.ts";
import type { Metrics } from "../metrics.ts";
import { whenClosed } from "./when-closed.ts";
import { handshakes, type TracedConnection } from "../trace/channels.ts";

interface ConnectionError {
  req: IncomingMessage;
  code: number;
  message: string;
  context?: { message?: string; name?: string };
}

/** Logs and counts what happens below the chat: sessions, transports, upgrades, refused requests. */
export function watchConnections(
  engine: ChatServer["engine"],
  metrics: Metrics,
  addressOf: ClientAddress,
  log: Logger,
): void {
  // One for all connections.
  const upgraded = ({ name }: { name: string }) => {
    metrics.transports.dec({ transport: "polling" });
    metrics.transports.inc({ transport: name });
    metrics.upgraded.inc();
  };
  engine.on("connection", (connection: ChatSocket["conn"]) => {
    const transport = connection.transport.name;
    metrics.transports.inc({ transport });
    const { request } = connection;
    const trace = traceOf(request);
    const session = sessionOf(connection);
    log.info({ session, transport, address: addressOf(request), ...trace }, "session opened");
    if (handshakes.hasSubscribers) handshakes.publish({ session, ...trace } satisfies TracedConnection);
    if (transport === "polling") connection.on("upgrade", upgraded);
  });
  whenClosed(engine, ({ transport }) => metrics.transports.dec({ transport: transport.name }));
  engine.on("connection_error", ({ req, code, message, context }: ConnectionError) => {
    metrics.engineErrors.inc({ code });
    const query = new URLSearchParams(req.url?.split("?", 2)[1]);
    log.warn(
      {
        code,
        error: message,
        why: context?.message ?? context?.name,
        sid: query.get("sid")?.slice(0, 64),
        transport: query.get("transport")?.slice(0, 16),
        method: req.method,
        address: addressOf(req),
        ...traceOf(req),
      },
      "connection error",
    );
  });
}

/** Its Engine.IO session: `sid` in its requests, and so in the load balancer's access log. */
export function sessionOf(connection: ChatSocket["conn"]): string {
  return (connection as unknown as { id: string }).id;
}
