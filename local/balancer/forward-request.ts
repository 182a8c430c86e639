import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { watchConnect } from "./connect-timeout.ts";
import type { ExchangeContext, RoutedRequest } from "./exchange-context.ts";
import { withoutHopByHop } from "./raw-headers.ts";

/** Rule R7.9: more response headers than this are a bad gateway. */
const MAX_RESPONSE_HEADER_BYTES = 32 * 1024;

/** A request on its way; the listener ends it when no byte went either way for the idle timeout (rule R6.4). */
export interface ForwardedRequest {
  idle(): void;
}

/**
 * Streams a request to its target and the answer back. Bodies are never held: each side waits for the other. When the
 * target fails before it answered, the client gets the status that an ALB gives; afterwards all that is left is to break
 * the client's connection, so that it cannot mistake a part for the whole. There is no second try (rule R1.13).
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  routed: RoutedRequest,
  context: ExchangeContext,
): ForwardedRequest {
  const { target, record } = routed;
  const { metrics } = context;
  let targetStatus: number | null = null;
  let ended = false;

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

  function end(status: number, reason: string | null): void {
    ended = true;
    target.exchanges.delete(exchange);
    record.end(status, reason);
  }

  function abort(status: number, reason: string): void {
    if (ended) return;
    upstream.destroy();
    if (targetStatus === null) {
      end(status, reason);
      return routed.refuse(status, reason);
    }
    end(targetStatus, reason);
    response.destroy();
  }

  watchConnect(upstream, context.pins.connectTimeoutSeconds, () => {
    metrics.add("TargetConnectionErrorCount");
    abort(504, "no connection to the target in time");
  });
  upstream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.syscall === "connect") metrics.add("TargetConnectionErrorCount");
    const unreachable = error.code === "ETIMEDOUT" || error.code === "EHOSTUNREACH";
    abort(unreachable ? 504 : 502, error.code ?? error.message);
  });
  upstream.on("upgrade", (_answer, socket) => {
    socket.destroy();
    abort(502, "the target answered 101 to a request without upgrade");
  });
  upstream.on("response", (answer) => {
    if (ended) {
      answer.destroy();
      return;
    }
    targetStatus = answer.statusCode ?? 502;
    record.answered(targetStatus);
    answer.on("error", () => abort(502, "the target broke off its answer"));
    response.sendDate = false;
    response.writeHead(targetStatus, answer.statusMessage ?? "", [
      ...responseHeaders(request, answer),
      ...routed.cookies,
      "Connection",
      response.shouldKeepAlive ? "keep-alive" : "close",
    ]);
    // An event stream must show that it has begun before its first byte.
    response.flushHeaders();
    answer.on("end", () => {
      if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers));
    });
    answer.pipe(response);
  });

  request.on("error", () => {});
  request.on("end", () => {
    if (request.rawTrailers.length > 0 && !upstream.destroyed) upstream.addTrailers(pairs(request.rawTrailers));
  });
  request.pipe(upstream);

  response.on("error", () => {});
  response.on("close", () => {
    if (ended) return;
    if (response.writableFinished) return end(targetStatus ?? response.statusCode, null);
    // Rule R8.2: the client went. It never sees this code, but the target did get the request.
    end(targetStatus ?? (request.complete ? 460 : 400), "the client closed the connection");
    upstream.destroy();
  });

  return {
    idle: () =>
      request.complete
        ? abort(504, "no data for the idle timeout")
        : abort(408, "the client stopped sending for the idle timeout"),
  };
}

/** Without a body nothing frames a POST, and Node would make a chunked one of it. */
function framed(request: IncomingMessage, headers: string[]): string[] {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  const hasFrame = length !== undefined || encoding !== undefined;
  return hasFrame || request.method === "GET" || request.method === "HEAD"
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
