import http, { type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { watchConnect } from "./connect-timeout.ts";
import type { ExchangeContext, RoutedRequest } from "./exchange-context.ts";

export interface UpgradeEvents {
  /** The tunnel is open; `close` ends both sides with a FIN. */
  onTunnel(close: () => void): void;
  /** The target did not answer 101: its answer is to be relayed like any other. */
  onRefused(answer: IncomingMessage): void;
}

/**
 * Rules R6.1, R6.8: takes an upgrade request to its target; after a 101 both connections are one tunnel of bytes. When one
 * side ends, the other is ended after what is under way has been written; no WebSocket frame is ever made up.
 */
export function forwardUpgrade(
  client: Socket,
  head: Buffer,
  routed: RoutedRequest,
  context: ExchangeContext,
  events: UpgradeEvents,
): void {
  const { target, record } = routed;
  const { metrics } = context;
  let settled = false;

  const upstream = http.request({
    host: target.address,
    port: target.port,
    method: routed.method,
    path: routed.path,
    headers: routed.headers,
    agent: false,
    createConnection: () => context.connectToTarget(target),
    setHost: false,
    maxHeaderSize: 32 * 1024,
  });
  const exchange = { cut: () => fail(502, "the deregistration delay ended") };
  target.exchanges.add(exchange);

  function fail(status: number, reason: string): void {
    if (settled) return;
    settled = true;
    target.exchanges.delete(exchange);
    upstream.destroy();
    record.end(status, reason);
    routed.refuse(status, reason);
  }
  const onClientGone = () => fail(460, "the client closed the connection");
  client.once("close", onClientGone);

  watchConnect(upstream, context.pins.connectTimeoutSeconds, () => {
    metrics.add("TargetConnectionErrorCount");
    fail(504, "no connection to the target in time");
  });
  upstream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.syscall === "connect") metrics.add("TargetConnectionErrorCount");
    fail(error.code === "ETIMEDOUT" || error.code === "EHOSTUNREACH" ? 504 : 502, error.code ?? error.message);
  });
  upstream.on("response", (answer) => {
    if (settled) {
      answer.destroy();
      return;
    }
    settled = true;
    target.exchanges.delete(exchange);
    client.off("close", onClientGone);
    record.answered(answer.statusCode ?? 502);
    events.onRefused(answer);
  });
  upstream.on("upgrade", (answer, server: Socket, serverHead) => {
    if (settled) {
      server.destroy();
      return;
    }
    settled = true;
    client.off("close", onClientGone);
    client.write(statusAndHeaders(answer, context.pins.cookiesOn101 ? routed.cookies : []));
    if (serverHead.length > 0) client.write(serverHead);
    if (head.length > 0) server.write(head);
    record.answered(101);
    record.opened();
    target.tunnels += 1;
    const close = joinSockets(client, server, () => {
      target.exchanges.delete(exchange);
      target.tunnels -= 1;
      record.end(101, null);
    });
    // From now on the end of the delay closes the tunnel: rule R5.3.
    exchange.cut = close;
    events.onTunnel(close);
  });
  upstream.end();
}

/** @returns what ends both with a FIN; `onEnd` is called once both are gone. */
function joinSockets(a: Socket, b: Socket, onEnd: () => void): () => void {
  let open = 2;
  const close = () => {
    a.destroySoon();
    b.destroySoon();
  };
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.setNoDelay(true);
    from.on("error", () => {});
    from.pipe(to);
    from.once("end", () => to.destroySoon());
    from.once("close", () => {
      to.destroySoon();
      open -= 1;
      if (open === 0) onEnd();
    });
  }
  return close;
}

function statusAndHeaders(answer: IncomingMessage, extra: readonly string[]): string {
  const lines = [...answer.rawHeaders, ...extra];
  let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (let i = 0; i + 1 < lines.length; i += 2) text += `${lines[i]}: ${lines[i + 1]}\r\n`;
  return `${text}\r\n`;
}
