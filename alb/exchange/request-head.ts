import { HeaderFields } from "../headers/header-fields.ts";
import { headerName } from "../headers/header-name.ts";
import { readHeaderLines } from "../headers/read-header-lines.ts";
import { classifyRequest, type Classification, type UnjudgedHead } from "./classify-request.ts";
import type { HeadFault } from "./head-search.ts";
import { requestFraming, type RequestFraming } from "./request-framing.ts";
import type { HttpVersion, RequestListener, RoutableRequest } from "./route-decision.ts";
import type { NewestCookie } from "../stickiness/cookie-sealer.ts";

/** Rule R7.9, bytes. A `Cookie` line may be longer than any other. */
export const MAX_LINE = 16 * 1024;
export const MAX_HEADERS = 64 * 1024;

/** Who sends requests, and where they arrive: the same for all requests of a connection. */
export interface RequestOrigin {
  readonly sourceIp: string;
  readonly sourcePort: number;
  /** Both, as the access log names them. */
  readonly source: string;
  readonly scheme: "http" | "https";
  readonly listener: RequestListener;
  /** What stands for a host that the client does not name. */
  readonly dnsName: string;
  /** Random, 16 hexadecimal digits. */
  readonly visitor: string;
  /** What it was given last. */
  readonly newestCookie: NewestCookie;
}

/** Why what came is not a request. */
export interface MalformedRequest {
  readonly status: 400 | 414 | 505;
  readonly reason: string;
}

/** A request's head as it came, with what desync mitigation makes of it. */
export class RequestHead implements RoutableRequest, UnjudgedHead {
  readonly path: string;
  readonly query: string;
  /** Both, as a target is asked for them. */
  readonly local: string;
  /** The host that an absolute-form request line names, as it came; null when it names none. */
  readonly authority: string | null;
  /** null: compliant. */
  readonly classification: Classification | null;
  readonly framing: RequestFraming;
  readonly method: string;
  readonly target: string;
  readonly version: HttpVersion;
  readonly headers: HeaderFields;
  readonly origin: RequestOrigin;
  readonly receivedAtMs: number;
  readonly hasEmptyHeader: boolean;
  readonly hasPaddedVersion: boolean;
  readonly hasControls: boolean;
  /** Rule R6.1. */
  readonly wantsWebSocket: boolean;

  constructor(
    line: RequestLine,
    headers: HeaderFields,
    origin: RequestOrigin,
    receivedAtMs: number,
    hasEmptyHeader: boolean,
    hasControls: boolean,
    framing: RequestFraming = requestFraming(headers),
  ) {
    this.method = line.method;
    this.target = line.target;
    this.version = line.version;
    this.headers = headers;
    this.origin = origin;
    this.receivedAtMs = receivedAtMs;
    this.authority = line.authority;
    this.local = line.local;
    const question = line.local.indexOf("?");
    this.path = question < 0 ? line.local : line.local.slice(0, question);
    this.query = question < 0 ? "" : line.local.slice(question + 1);
    this.hasEmptyHeader = hasEmptyHeader;
    this.hasPaddedVersion = line.hasPaddedVersion;
    this.hasControls = hasControls;
    this.wantsWebSocket =
      line.method === "GET" &&
      line.version === "1.1" &&
      headers.get("upgrade")?.toLowerCase() === "websocket" &&
      headers.hasToken("connection", "upgrade");
    this.classification = classifyRequest(this);
    this.framing = framing;
  }

  get sourceIp(): string {
    return this.origin.sourceIp;
  }
  get visitor(): string {
    return this.origin.visitor;
  }
  get newestCookie(): NewestCookie {
    return this.origin.newestCookie;
  }
  get scheme(): "http" | "https" {
    return this.origin.scheme;
  }
  get listener(): RequestListener {
    return this.origin.listener;
  }
  get host(): string {
    const named = this.authority ?? this.headers.get("host") ?? "";
    return (named === "" ? this.origin.dnsName : named).toLowerCase().replace(/:\d*$/, "");
  }
  /** Whether the client lets its connection be used again. */
  get keepsConnection(): boolean {
    if (this.version === "1.0") return this.headers.hasToken("connection", "keep-alive");
    return !this.headers.hasToken("connection", "close");
  }
}

export interface RequestLine {
  method: string;
  target: string;
  version: HttpVersion;
  hasPaddedVersion: boolean;
  authority: string | null;
  /** Path and query. */
  local: string;
}

/**
 * @param text a head with its empty line, one character a byte, no CR or LF in it but at the ends of lines;
 * @param lineEnd where its request line ends.
 */
export function readRequestHead(
  text: string,
  lineEnd: number,
  hasControls: boolean,
  origin: RequestOrigin,
  atMs: number,
): RequestHead | MalformedRequest {
  const line = readRequestLine(text.slice(0, lineEnd));
  if ("status" in line) return line;
  const headers = new HeaderFields();
  const fault = readHeaderLines(text, lineEnd + 2, text.length - 2, headers, MAX_LINE);
  if (fault === "malformed") return malformed("a header line is malformed");
  if (fault === "too long") return malformed("a header is too long");
  if (line.version === "1.1" && !headers.has("host")) return malformed("there is no Host header");
  return new RequestHead(line, headers, origin, atMs, fault === "empty", hasControls);
}

/** What a head that cannot be one is answered with. */
export function malformedHead(fault: HeadFault): MalformedRequest {
  if (fault === "first line too long") return { status: 414, reason: "the request line is too long" };
  return malformed(fault === "bare line end" ? "a CR or LF ends no line" : "the headers are too long");
}

function malformed(reason: string): MalformedRequest {
  return { status: 400, reason };
}

function readRequestLine(whole: string): RequestLine | MalformedRequest {
  const line = /[ \t]$/.test(whole) ? whole.trimEnd() : whole;
  const methodEnd = line.indexOf(" ");
  const versionStart = line.lastIndexOf(" ") + 1;
  if (versionStart - 1 <= methodEnd) return malformed("this is not a request line");
  const method = line.slice(0, methodEnd);
  const target = line.slice(methodEnd + 1, versionStart - 1);
  const isVersion11 = line.endsWith("HTTP/1.1") && line.length - versionStart === 8;
  if (!isVersion11 && line.slice(versionStart) !== "HTTP/1.0") return refuseVersion(line.slice(versionStart));
  if (!headerName(method).isToken) return malformed("the method is malformed");
  const hasPaddedVersion = line.length < whole.length;
  const version = isVersion11 ? "1.1" : "1.0";
  if (target.startsWith("/") || target === "*" || method === "CONNECT")
    return { method, target, version, hasPaddedVersion, authority: null, local: target };
  const [, authority, rest] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]+)(.*)$/is.exec(target) ?? [];
  if (authority === undefined || rest === undefined) return malformed("the request target is malformed");
  const local = rest.startsWith("/") ? rest : `/${rest}`;
  return { method, target, version, hasPaddedVersion, authority, local };
}

function refuseVersion(version: string): MalformedRequest {
  return /^HTTP\/\d{1,3}(?:\.\d{1,3})?$/.test(version)
    ? { status: 505, reason: `${version} is not supported` }
    : malformed("the version is malformed");
}
