import type { RequestHead, RequestOrigin } from "../exchange/request-head.ts";
import type { ForwardDecision, RouteDecision } from "../exchange/route-decision.ts";
import type { AccessLog } from "./access-log.ts";
import type { ElbIdentity } from "./elb-identity.ts";
import { printable, type AccessLogEntry, type TlsDetail } from "./access-log-line.ts";
import type { Emit } from "./events.ts";
import type { Metrics } from "./metrics.ts";

/** Longest method or path that an event carries. */
const MAX_EVENT_TEXT = 256;

export interface RecordContext {
  accessLog: AccessLog;
  metrics: Metrics;
  emit: Emit;
  now: () => number;
  identity: ElbIdentity;
  /** The address of this node. */
  node: string;
}

/** What a record needs to know of a connection. */
export interface RecordedConnection {
  readonly origin: RequestOrigin;
  /** Joins the lines of an access log: its field 30. */
  readonly traceId: string;
  /** null: plain HTTP. */
  readonly tls: TlsDetail | null;
  readonly isHttp2: boolean;
}

/** What is known about one request, told once at its end: access log line, metrics, event. */
export class ExchangeRecord {
  private readonly request: RequestHead | null;
  private readonly connection: RecordedConnection;
  private readonly context: RecordContext;
  private readonly createdAtMs: number;
  private decision: RouteDecision | null = null;
  private traceId: string | null = null;
  private answeredAtMs = -1;
  private targetStatus: number | null = null;
  private isTunnel = false;
  private isOver = false;

  /** @param request null when what came was not a request. */
  constructor(request: RequestHead | null, connection: RecordedConnection, context: RecordContext) {
    this.request = request;
    this.connection = connection;
    this.context = context;
    this.createdAtMs = request ? request.receivedAtMs : context.now();
  }

  decided(decision: RouteDecision): void {
    this.decision = decision;
  }

  forwarded(traceId: string): void {
    this.traceId = traceId;
  }

  /** The target's first response headers are there. */
  answered(status: number): void {
    this.answeredAtMs = this.context.now();
    this.targetStatus = status;
    this.forward?.counts.answered(status, (this.answeredAtMs - this.createdAtMs) / 1000);
  }

  /** Nothing of the target's answer has left, and nothing will. */
  answerWasWithdrawn(): void {
    this.answeredAtMs = -1;
    this.targetStatus = null;
  }

  /** A 101 was relayed: from here it is a tunnel. */
  opened(): void {
    this.isTunnel = true;
    this.context.emit("upgrade", () => this.detail({ status: 101, ms: this.answeredAtMs - this.createdAtMs }));
  }

  /**
   * The request is over.
   * @param status what the client got; @param reason why it did not get the target's answer, or who but its ends closed
   * the tunnel; @param received @param sent bytes from and to the client.
   */
  end(status: number, reason: string | null, received: number, sent: number): void {
    if (this.isOver) return;
    this.isOver = true;
    const { metrics, emit, now } = this.context;
    const atMs = now();
    metrics.counts.ProcessedBytes += received + sent;
    this.writeLine(atMs, status, received, sent);
    if (status !== this.targetStatus && this.decision?.action !== "fixed-response") {
      metrics.elbResponse(status);
      if (status >= 400) emit("elb-error", () => this.detail({ code: status, reason, ms: atMs - this.createdAtMs }));
    }
    if (this.isTunnel) {
      const seconds = (atMs - this.createdAtMs) / 1000;
      emit("tunnel-closed", () => this.detail({ seconds, received, sent, reason }));
    } else if (this.forward) {
      emit("request", () => this.detail({ status, reason, ms: atMs - this.createdAtMs }));
    }
  }

  private get forward(): ForwardDecision | null {
    return this.decision?.action === "forward" ? this.decision : null;
  }

  /** @param more what this event tells besides. */
  private detail(more: Record<string, unknown>): Record<string, unknown> {
    const { request, forward } = this;
    more["method"] = (request?.method ?? "-").slice(0, MAX_EVENT_TEXT);
    more["path"] = (request?.target ?? "-").slice(0, MAX_EVENT_TEXT);
    more["targetId"] = forward?.target.id ?? null;
    more["sticky"] = forward?.stickiness ?? null;
    more["chosenBecause"] = forward?.chosenBecause ?? null;
    more["targetGroup"] = forward?.targetGroup ?? null;
    more["visitor"] = forward?.visitor ?? this.connection.origin.visitor;
    more["client"] = this.connection.origin.sourceIp;
    more["named"] = forward?.named ?? null;
    return more;
  }

  private writeLine(atMs: number, status: number, received: number, sent: number): void {
    const { request, connection, decision, forward } = this;
    const { accessLog, identity, node } = this.context;
    const { origin } = connection;
    const isAnswered = this.answeredAtMs >= 0;
    // Captures of a 502 show the time that passed; where a target kept silent there is none.
    const targetSeconds = isAnswered
      ? (this.answeredAtMs - this.createdAtMs) / 1000
      : forward && status === 502
        ? (atMs - this.createdAtMs) / 1000
        : -1;
    const entry: AccessLogEntry = {
      type: this.type(),
      atMs,
      loadBalancer: identity.loadBalancer,
      client: origin.source,
      target: forward?.target.endpoint ?? null,
      requestSeconds: forward ? 0 : -1,
      targetSeconds,
      responseSeconds: isAnswered ? (atMs - this.answeredAtMs) / 1000 : -1,
      elbStatus: status,
      targetStatus: this.targetStatus,
      receivedBytes: received,
      sentBytes: sent,
      requestLine: requestLine(request, origin),
      userAgent: request?.headers.get("user-agent") ?? null,
      tls: connection.tls,
      targetGroup: forward?.targetGroupArn ?? null,
      traceId: this.printableTraceId(),
      rulePriority: decision?.rulePriority ?? null,
      createdAtMs: this.createdAtMs,
      actions: decision && decision.action !== "error" ? decision.action : null,
      redirectUrl: decision?.action === "redirect" ? decision.location : null,
      errorReason: decision?.errorReason ?? null,
      classification: request?.classification ?? null,
      connectionTraceId: connection.traceId,
      node,
    };
    accessLog.add(entry);
  }

  /** What the load balancer makes up itself needs no look. */
  private printableTraceId(): string | null {
    const { request, traceId } = this;
    return traceId !== null && request?.headers.has("x-amzn-trace-id") ? printable(traceId) : traceId;
  }

  private type(): AccessLogEntry["type"] {
    const { tls, isHttp2 } = this.connection;
    if (this.isTunnel) return tls ? "wss" : "ws";
    return isHttp2 ? "h2" : tls ? "https" : "http";
  }
}

/** `METHOD http://host:port/path HTTP/1.1`, as in the access log; in captures what is malformed names the load balancer. */
function requestLine(request: RequestHead | null, { scheme, listener, dnsName }: RequestOrigin): string {
  if (!request) return `- ${scheme}://${dnsName}:${listener.port}- -`;
  const { version, authority } = request;
  const method = printable(request.method);
  const target = printable(request.target);
  if (authority !== null) return `${method} ${target} HTTP/${version}`;
  const named = request.headers.get("host") ?? "";
  const host = named === "" ? dnsName : printable(named);
  return `${method} ${scheme}://${host}${/:\d+$/.test(host) ? "" : `:${listener.port}`}${target} HTTP/${version}`;
}
