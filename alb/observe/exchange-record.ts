import type { IncomingMessage } from "node:http";
import type { AccessLog } from "./access-log.ts";
import type { ClientConnection } from "../exchange/client-connection.ts";
import type { ElbIdentity } from "./elb-identity.ts";
import type { Emit } from "./events.ts";
import type { Metrics } from "./metrics.ts";
import type { Route } from "../router.ts";

/** Longest method or path that an event carries. */
const MAX_EVENT_TEXT = 256;

export interface RecordContext {
  accessLog: AccessLog;
  metrics: Metrics;
  emit: Emit;
  now: () => number;
  identity: ElbIdentity;
  /** `host:port` of the listener, for a request line without a host. */
  authority: () => string;
  /** The address of this node. */
  node: string;
}

/** What is known about one request, told once at its end: access log line, metrics, event. */
export interface ExchangeRecord {
  routed(route: Route, traceId: string): void;
  /** The target's first response headers are there. */
  answered(status: number): void;
  /** A 101 was relayed: from here it is a tunnel. */
  opened(): void;
  /** The request is over. @param status what the client got; @param reason why it did not get the target's answer, or who but its ends closed the tunnel. */
  end(status: number, reason: string | null): void;
}

/** @param request null when what came was not a request. */
export function createExchangeRecord(
  request: IncomingMessage | null,
  connection: ClientConnection,
  context: RecordContext,
): ExchangeRecord {
  const { accessLog, metrics, emit, now, identity } = context;
  const createdAtMs = now();
  const method = (request?.method ?? "-").slice(0, MAX_EVENT_TEXT);
  const path = (request?.url ?? "-").slice(0, MAX_EVENT_TEXT);
  let route: Route | null = null;
  let traceId: string | null = null;
  let answeredAtMs: number | null = null;
  let targetStatus: number | null = null;
  let isTunnel = false;
  let isOver = false;

  const detail = () => ({
    method,
    path,
    targetId: route?.target.id ?? null,
    sticky: route?.stickiness ?? null,
    chosenBecause: route?.chosenBecause ?? null,
  });

  return {
    routed(to, id) {
      route = to;
      traceId = id;
    },
    answered(status) {
      answeredAtMs = now();
      targetStatus = status;
      metrics.targetResponse(status);
    },
    opened() {
      isTunnel = true;
      emit("upgrade", { ...detail(), status: 101 });
    },
    end(status, reason) {
      if (isOver) return;
      isOver = true;
      const atMs = now();
      const { received, sent } = connection.takeBytes();
      metrics.add("ProcessedBytes", received + sent);
      const target = route && `${route.target.address}:${route.target.port}`;
      accessLog.add({
        type: isTunnel ? "ws" : "http",
        atMs,
        loadBalancer: identity.loadBalancer,
        client: `${connection.address}:${connection.port}`,
        target,
        requestSeconds: route ? 0 : -1,
        targetSeconds: answeredAtMs === null ? -1 : (answeredAtMs - createdAtMs) / 1000,
        responseSeconds: answeredAtMs === null ? -1 : (atMs - answeredAtMs) / 1000,
        elbStatus: status,
        targetStatus,
        receivedBytes: received,
        sentBytes: sent,
        requestLine: requestLine(request, context.authority()),
        userAgent: request?.headers["user-agent"] ?? null,
        targetGroup: identity.targetGroupArn,
        traceId,
        createdAtMs,
        actions: route ? "forward" : null,
        errorReason: null,
        connectionTraceId: connection.traceId,
        node: context.node,
      });
      if (status !== targetStatus) {
        metrics.elbResponse(status);
        emit("elb-error", { code: status, reason, ...detail() });
      }
      if (isTunnel)
        emit("tunnel-closed", { ...detail(), seconds: (atMs - createdAtMs) / 1000, received, sent, reason });
      else if (route) emit("request", { ...detail(), status, reason });
    },
  };
}

/** `METHOD http://host:port/path HTTP/1.1`, as in the access log. */
function requestLine(request: IncomingMessage | null, listener: string): string {
  if (!request) return "- - -";
  const { method = "-", url = "/", httpVersion, headers } = request;
  if (/^https?:\/\//i.test(url)) return `${method} ${url} HTTP/${httpVersion}`;
  const host = headers.host ?? listener;
  const port = /:\d+$/.test(host) ? "" : listener.slice(listener.lastIndexOf(":"));
  return `${method} http://${host}${port}${url} HTTP/${httpVersion}`;
}
