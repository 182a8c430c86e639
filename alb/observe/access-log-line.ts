/** One request, or one WebSocket from its opening to its end. */
export interface AccessLogEntry {
  type: "http" | "ws";
  /** When the response was sent; for a WebSocket when it closed. */
  atMs: number;
  loadBalancer: string;
  client: string;
  target: string | null;
  /** Seconds; −1: not dispatched, or no answer. */
  requestSeconds: number;
  targetSeconds: number;
  responseSeconds: number;
  elbStatus: number;
  targetStatus: number | null;
  receivedBytes: number;
  sentBytes: number;
  /** `METHOD http://host:port/uri HTTP/1.1` */
  requestLine: string;
  userAgent: string | null;
  targetGroup: string;
  traceId: string | null;
  createdAtMs: number;
  actions: "forward" | null;
  errorReason: string | null;
  connectionTraceId: string;
  node: string;
}

/** Rule R9.1: the ALB's access log line, 34 fields. */
export function accessLogLine(entry: AccessLogEntry): string {
  const { target, targetStatus } = entry;
  return [
    entry.type,
    new Date(entry.atMs).toISOString().replace("Z", "000Z"),
    entry.loadBalancer,
    entry.client,
    target ?? "-",
    time(entry.requestSeconds),
    time(entry.targetSeconds),
    time(entry.responseSeconds),
    entry.elbStatus,
    targetStatus ?? "-",
    entry.receivedBytes,
    entry.sentBytes,
    quote(entry.requestLine),
    quote(entry.userAgent),
    "-",
    "-",
    target === null && entry.actions === null ? "-" : entry.targetGroup,
    quote(entry.traceId),
    quote(null),
    quote(null),
    entry.actions === null ? "-" : 0,
    new Date(entry.createdAtMs).toISOString().replace("Z", "000Z"),
    quote(entry.actions),
    quote(null),
    quote(entry.errorReason),
    quote(target),
    quote(targetStatus === null ? null : String(targetStatus)),
    quote(null),
    quote(null),
    entry.connectionTraceId,
    quote(null),
    quote(null),
    quote(null),
    entry.node,
  ].join(" ");
}

function time(seconds: number): string {
  return seconds < 0 ? "-1" : seconds.toFixed(3);
}

function quote(value: string | null): string {
  return value === null
    ? '"-"'
    : `"${value.replaceAll(/["\\\p{Cc}]/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`)}"`;
}
