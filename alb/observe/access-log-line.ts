import type { Classification } from "../exchange/classify-request.ts";

/** What a TLS connection adds to the lines of its requests. */
export interface TlsDetail {
  readonly cipher: string;
  readonly protocol: string;
  /** The name that the client asked for (SNI). */
  readonly domainName: string | null;
  readonly certificateArn: string | null;
}

/** One request, or one WebSocket from its opening to its end. */
export interface AccessLogEntry {
  type: "http" | "https" | "h2" | "ws" | "wss";
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
  /** `METHOD http://host:port/uri HTTP/1.1`, as `printable` writes it. */
  requestLine: string;
  userAgent: string | null;
  tls: TlsDetail | null;
  targetGroup: string | null;
  /** As `printable` writes it. */
  traceId: string | null;
  /** 0: the default rule; null: no rule was evaluated. */
  rulePriority: number | null;
  createdAtMs: number;
  actions: "forward" | "redirect" | "fixed-response" | null;
  redirectUrl: string | null;
  errorReason: string | null;
  classification: Classification | null;
  connectionTraceId: string;
  node: string;
}

/**
 * Rule R9.1: the ALB's access log line, 34 fields.
 * @param moreFields how many fields of later versions follow, each `"-"`.
 */
export function accessLogLine(entry: AccessLogEntry, moreFields = 0): string {
  const { target, targetStatus, tls, classification, redirectUrl, errorReason } = entry;
  // What most lines have in common is one piece: joining pieces is most of the work.
  const traceId = entry.traceId ?? "-";
  const ciphers = tls ? `${tls.cipher} ${tls.protocol}` : "- -";
  const domain = tls ? `${quote(tls.domainName)} ${quote(tls.certificateArn)}` : NONE_NONE;
  const outcome =
    redirectUrl === null && errorReason === null ? NONE_NONE : `${quote(redirectUrl)} ${quote(errorReason)}`;
  const desync = classification ? `"${classification.class}" "${classification.reason}"` : NONE_NONE;
  return (
    `${entry.type} ${isoTime(entry.atMs)} ${entry.loadBalancer} ${entry.client} ${target ?? "-"} ` +
    `${time(entry.requestSeconds)} ${time(entry.targetSeconds)} ${time(entry.responseSeconds)} ` +
    `${entry.elbStatus} ${targetStatus ?? "-"} ${entry.receivedBytes} ${entry.sentBytes} ` +
    `"${entry.requestLine}" ${quote(entry.userAgent)} ${ciphers} ` +
    `${entry.targetGroup ?? "-"} "${traceId}" ${domain} ${entry.rulePriority ?? "-"} ` +
    `${isoTime(entry.createdAtMs)} "${entry.actions ?? "-"}" ${outcome} "${target ?? "-"}" ` +
    `"${targetStatus ?? "-"}" ${desync} ${entry.connectionTraceId} "-" "-" "-" ${entry.node}${' "-"'.repeat(moreFields)}`
  );
}

const NONE_NONE = '"-" "-"';

/** Three digits for each number that has no more. */
const DIGITS = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, "0"));

function time(seconds: number): string {
  if (seconds < 0) return "-1";
  if (seconds === 0) return "0.000";
  const ms = Math.round(seconds * 1000);
  return ms < 1000 ? `0.${DIGITS[ms]}` : `${Math.floor(ms / 1000)}.${DIGITS[ms % 1000]}`;
}

/** The second of the last time that was written, and its text: lines come in the order of time. */
let lastSecond = Number.NaN;
let lastText = "";

function isoTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().slice(0, -"000Z".length);
  }
  return `${lastText}${DIGITS[Math.floor(ms) - second * 1000]}000Z`;
}

const UNSAFE = /[^ !#-[\]-~]/;
const EACH_UNSAFE = /[^ !#-[\]-~]/g;

/**
 * A line is ASCII without quotes inside its fields: all else that a client sends is written as its bytes, as nginx does.
 * Parts of a field cost less than the whole: they are parts of a head, where the whole is still to be put together.
 */
export function printable(value: string): string {
  if (!UNSAFE.test(value)) return value;
  const hex = (char: string) => char.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase();
  return value.replaceAll(EACH_UNSAFE, (char) => `\\x${hex(char)}`);
}

function quote(value: string | null): string {
  return value === null ? '"-"' : `"${printable(value)}"`;
}
