import {
  MAX_HEADERS,
  MAX_LINE,
  RequestHead,
  type MalformedRequest,
  type RequestOrigin,
} from "../exchange/request-head.ts";
import { HeaderFields } from "../headers/header-fields.ts";

/** What would be two lines to a target that speaks HTTP/1.1. */
const LINE_BREAK = /[\r\n\0]/;

/**
 * A request of HTTP/2 as the head of one of HTTP/1: `:authority` is its `Host`, its cookies are one line again (RFC 9113,
 * 8.2.3), names are in lower case as they came.
 * @param raw names and values in turn, pseudo-headers included; @param hasBody its headers do not end the stream.
 */
export function readHttp2Head(
  raw: readonly string[],
  hasBody: boolean,
  origin: RequestOrigin,
  atMs: number,
): RequestHead | MalformedRequest {
  const pseudo: Record<string, string> = {};
  const headers = new HeaderFields();
  const cookies: string[] = [];
  let bytes = 0;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name, value] = [raw[i]!, raw[i + 1]!.trim()];
    if (LINE_BREAK.test(name) || LINE_BREAK.test(value)) return malformed("a header holds the end of a line");
    if (name.startsWith(":")) {
      pseudo[name] = value;
      continue;
    }
    bytes += name.length + value.length + 4;
    if (name === "cookie") cookies.push(value);
    // Of this connection only; `Host` is what `:authority` says.
    else if (name !== "te" && !(name === "host" && pseudo[":authority"])) headers.add(name, value);
    if (name !== "cookie" && name.length + value.length + 4 >= MAX_LINE) return malformed("a header is too long");
  }
  if (bytes > MAX_HEADERS) return malformed("the headers are too long");
  const { ":method": method = "", ":authority": authority = "", ":path": path = authority } = pseudo;
  if (method.length + path.length > MAX_LINE) return { status: 414, reason: "the request line is too long" };
  if (!path.startsWith("/") && path !== "*" && method !== "CONNECT") return malformed("the :path is malformed");
  if (cookies.length > 0) headers.add("cookie", cookies.join("; "));
  if (authority !== "") headers.add("host", authority);
  const line = { method, target: path, version: "2.0", hasPaddedVersion: false, authority: null, local: path } as const;
  const isLengthUnknown = hasBody && !headers.has("content-length");
  return isLengthUnknown
    ? new RequestHead(line, headers, origin, atMs, false, false, "chunked")
    : new RequestHead(line, headers, origin, atMs, false, false);
}

function malformed(reason: string): MalformedRequest {
  return { status: 400, reason };
}
