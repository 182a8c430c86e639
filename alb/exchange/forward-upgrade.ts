import http, { type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { RoutedRequest } from "./accept-request.ts";
import { answerSocket } from "./answer-client.ts";
import type { Activity } from "./client-connection.ts";
import { closeGently } from "./close-gently.ts";
import { watchConnect } from "../targets/connect-timeout.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { MAX_RESPONSE_HEADER_BYTES } from "./forward-request.ts";
import { isSoundAnswer } from "./is-sound-answer.ts";
import { joinSockets } from "./join-sockets.ts";
import { headerLines, without, withoutHopByHop, type RawHeaders } from "../headers/raw-headers.ts";
import { targetErrorStatus } from "./target-error-status.ts";

/** Bytes that a client may send before it knows that there is a WebSocket. */
const MAX_EARLY_BYTES = 64 * 1024;

/**
 * Rules R6.1, R6.8: takes an upgrade request to its target; after a 101 both connections are one tunnel of bytes. When the
 * target answers anything else, its answer is relayed and the connection closed.
 */
export function forwardUpgrade(
  client: Socket,
  head: Buffer,
  routed: RoutedRequest,
  context: ExchangeContext,
): Activity {
  const { target, record } = routed;
  const { metrics } = context;
  const exchange = { cut: () => fail(502, "the deregistration delay ended") };
  const activity: Activity = {
    idle: () => fail(504, "no data for the idle timeout"),
    malformed: () => {},
  };
  let isPending = true;

  const upstream = http.request({
    host: target.address,
    port: target.port,
    method: routed.method,
    path: routed.path,
    headers: routed.headers,
    // With any agent, `false` included, Node would not call this.
    createConnection: () => context.connectToTarget(target),
    setHost: false,
    maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
  });
  upstream.maxHeadersCount = 0;
  target.exchanges.add(exchange);

  // Read on, or the client's end would not be seen.
  const early = [head];
  let earlyBytes = head.length;
  const onEarly = (chunk: Buffer) => {
    early.push(chunk);
    earlyBytes += chunk.length;
    if (earlyBytes > MAX_EARLY_BYTES) fail(400, "the client sent too much before there was a WebSocket");
  };
  client.on("data", onEarly);
  client.once("end", onClientGone);
  client.once("close", onClientGone);

  function settle(): void {
    isPending = false;
    client.off("data", onEarly);
    client.off("end", onClientGone);
    client.off("close", onClientGone);
  }
  function over(status: number, reason: string | null): void {
    target.exchanges.delete(exchange);
    record.end(status, reason);
  }
  function onClientGone(): void {
    settle();
    upstream.destroy();
    over(460, "the client closed the connection");
    closeGently(client);
  }
  function fail(status: number, reason: string): void {
    if (!isPending) return;
    settle();
    upstream.destroy();
    answerSocket(client, status, context.now());
    over(status, reason);
  }

  watchConnect(upstream, context.pins.connectTimeoutSeconds, () => {
    metrics.add("TargetConnectionErrorCount");
    fail(504, "no connection to the target in time");
  });
  upstream.on("error", (error: NodeJS.ErrnoException) => {
    if (isPending && error.syscall === "connect") metrics.add("TargetConnectionErrorCount");
    fail(targetErrorStatus(error), error.code ?? error.message);
  });
  upstream.on("response", (answer) => {
    if (!isPending) {
      answer.destroy();
      return;
    }
    if (!isSoundAnswer(answer)) {
      fail(502, "the target's answer is malformed");
      return;
    }
    settle();
    const status = answer.statusCode!;
    record.answered(status);
    let reason: string | null = null;
    const breakOff = (why: string) => {
      reason ??= why;
      client.resetAndDestroy();
    };
    exchange.cut = () => breakOff("the deregistration delay ended");
    activity.idle = () => breakOff("no data for the idle timeout");
    answer.on("error", () => breakOff("the target broke off its answer"));
    client.once("end", () => {
      if (!answer.complete) client.destroy();
    });
    client.once("close", () => {
      if (!answer.complete) reason ??= "the client closed the connection";
      upstream.destroy();
      over(status, reason);
    });
    client.resume();
    client.write(statusAndHeaders(answer, refusalHeaders(answer, routed.cookies)), "latin1");
    answer.pipe(client, { end: false });
    answer.once("end", () => closeGently(client));
  });
  upstream.on("upgrade", (answer, server: Socket, serverHead) => {
    if (!isPending) {
      server.destroy();
      return;
    }
    settle();
    const cookies = context.pins.cookiesOn101 ? routed.cookies : [];
    client.write(statusAndHeaders(answer, [...answer.rawHeaders, ...cookies]), "latin1");
    if (serverHead.length > 0) client.write(serverHead);
    if (earlyBytes > 0) server.write(Buffer.concat(early));
    record.answered(101);
    record.opened();
    target.tunnels += 1;
    let reason: string | null = null;
    const end = joinSockets(client, server, () => {
      target.tunnels -= 1;
      over(101, reason);
    });
    const close = (why: string) => () => {
      reason ??= why;
      end();
    };
    // From now on silence, and the end of the delay (rule R5.3), close the tunnel.
    exchange.cut = close("the deregistration delay ended");
    activity.idle = close("no data for the idle timeout");
  });
  upstream.end();
  return activity;
}

/** The end of the connection is the end of the body, so nothing else may frame it but its length. */
function refusalHeaders(answer: IncomingMessage, cookies: readonly string[]): string[] {
  const headers = without(withoutHopByHop(answer.rawHeaders), new Set(["transfer-encoding", "trailer"]));
  return [...headers, ...cookies, "Connection", "close"];
}

function statusAndHeaders(answer: IncomingMessage, headers: RawHeaders): string {
  let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (const [name, value] of headerLines(headers)) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}
