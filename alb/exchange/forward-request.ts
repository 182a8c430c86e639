import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { RoutedRequest } from "./accept-request.ts";
import type { Activity } from "./client-connection.ts";
import { watchConnect } from "../targets/connect-timeout.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { isSoundAnswer } from "./is-sound-answer.ts";
import { withoutHopByHop } from "../headers/raw-headers.ts";
import { targetErrorStatus } from "./target-error-status.ts";

/** Rule R7.9: more response headers than this are a bad gateway. */
export const MAX_RESPONSE_HEADER_BYTES = 32 * 1024;

/**
 * Streams a request to its target and the answer back. Bodies are never held: each side waits for the other. When the
 * target fails before it answered, the client gets the status that an ALB gives; afterwards all that is left is to break
 * the client's connection, so that it cannot mistake a part for the whole. There is no second try (rule R1.13).
 * @param refuse answers the client in place of the target.
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  routed: RoutedRequest,
  context: ExchangeContext,
  refuse: (status: number) => void,
): Activity {
  const { target, record } = routed;
  const { metrics } = context;
  let answer: IncomingMessage | null = null;
  let isOver = false;

  const upstream = http.request({
    host: target.address,
    port: target.port,
    method: routed.method,
    path: routed.path,
    headers: framed(request, routed.headers),
    agent: context.agent,
    setHost: false,
    maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
  });
  upstream.maxHeadersCount = 0;

  const exchange = { cut: () => abort(502, "the deregistration delay ended") };
  target.exchanges.add(exchange);

  /** @param answerClient what is to be written first, since the record counts its bytes. */
  function end(status: number, reason: string | null, answerClient: () => void = () => {}): void {
    isOver = true;
    target.exchanges.delete(exchange);
    answerClient();
    record.end(status, reason);
    if (request.complete) return;
    // A target that answers before it has the whole body gets no more of it.
    upstream.destroy();
    request.unpipe(upstream);
    request.resume();
  }

  function abort(status: number, reason: string): void {
    if (isOver) return;
    if (answer) end(answer.statusCode!, reason, breakOff);
    else end(status, reason, () => refuse(status));
    upstream.destroy();
  }

  function breakOff(): void {
    // With HTTP/1.0 the end of the connection may be the end of the body: it must not look like one.
    if (request.httpVersion === "1.0") request.socket.resetAndDestroy();
    else response.destroy();
  }

  watchConnect(upstream, context.pins.connectTimeoutSeconds, () => {
    metrics.add("TargetConnectionErrorCount");
    abort(504, "no connection to the target in time");
  });
  upstream.on("error", (error: NodeJS.ErrnoException) => {
    // The target need not read a body to its end when it has answered already.
    if (isOver || answer?.complete) return;
    if (error.syscall === "connect") metrics.add("TargetConnectionErrorCount");
    abort(targetErrorStatus(error), error.code ?? error.message);
  });
  upstream.on("upgrade", (_answer, socket) => {
    socket.destroy();
    abort(502, "the target answered 101 to a request without upgrade");
  });
  upstream.on("response", (received) => {
    if (isOver) {
      received.destroy();
      return;
    }
    if (!isSoundAnswer(received)) {
      abort(502, "the target's answer is malformed");
      return;
    }
    answer = received;
    record.answered(received.statusCode!);
    relayHead(request, response, received, routed.cookies);
    received.on("error", () => abort(502, "the target broke off its answer"));
    received.on("end", () => {
      if (received.rawTrailers.length > 0) response.addTrailers(pairs(received.rawTrailers));
    });
    received.pipe(response);
  });

  request.on("error", () => {});
  request.on("end", () => {
    if (request.rawTrailers.length > 0 && !upstream.destroyed) upstream.addTrailers(pairs(request.rawTrailers));
  });
  // The head goes at once, however long the body lets wait.
  upstream.write("", "latin1");
  request.pipe(upstream);

  response.on("close", () => {
    if (isOver) return;
    if (response.writableFinished) {
      end(answer?.statusCode ?? response.statusCode, null);
      return;
    }
    // Rule R8.2: the client went. It never sees this code, but the target did get the request.
    end(answer?.statusCode ?? (request.complete ? 460 : 400), "the client closed the connection");
    upstream.destroy();
  });

  return {
    idle() {
      // A client that may not send, since the target does not read, is not to blame.
      const isTargetSilent = request.complete || upstream.writableNeedDrain;
      if (isTargetSilent) abort(504, "no data for the idle timeout");
      else abort(408, "the client stopped sending for the idle timeout");
    },
    malformed: abort,
  };
}

function relayHead(
  request: IncomingMessage,
  response: ServerResponse,
  answer: IncomingMessage,
  cookies: readonly string[],
): void {
  const isDelimited = request.httpVersion !== "1.0" || answer.headers["content-length"] !== undefined;
  if (!request.complete || !isDelimited) response.shouldKeepAlive = false;
  response.sendDate = false;
  response.writeHead(answer.statusCode!, answer.statusMessage ?? "", [
    ...responseHeaders(request, answer),
    ...cookies,
    "Connection",
    response.shouldKeepAlive ? "keep-alive" : "close",
  ]);
  // An event stream must show that it has begun before its first byte. (`flushHeaders` would write UTF-8.)
  response.write("", "latin1");
}

/** Without a body nothing frames a POST, and Node would make a chunked one of it. */
function framed(request: IncomingMessage, headers: string[]): string[] {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  const hasFrame = length !== undefined || encoding !== undefined;
  return hasFrame || !["POST", "PUT", "PATCH"].includes(request.method ?? "")
    ? headers
    : [...headers, "Content-Length", "0"];
}

function responseHeaders(request: IncomingMessage, answer: IncomingMessage): string[] {
  const headers = withoutHopByHop(answer.rawHeaders);
  // HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
  if (request.httpVersion !== "1.0") return headers;
  return headers.filter((_, index) => headers[index - (index % 2)]!.toLowerCase() !== "transfer-encoding");
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2]!, raw[index * 2 + 1]!]);
}
