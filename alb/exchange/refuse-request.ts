import type { IncomingMessage } from "node:http";
import { forwardedAddressCount, MAX_FORWARDED_ADDRESSES } from "../headers/forwarded-headers.ts";
import { headerLines, headerValues } from "../headers/raw-headers.ts";

/** Rule R7.9, bytes. A `Cookie` line may be longer than any other. */
export const MAX_LINE = 16 * 1024;
export const MAX_HEADERS = 64 * 1024;
/** Rule R7.8. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** Rules R7.8, R7.9, R8.2: what is refused before a target is chosen, with which status and why; null when all is well. */
export function refuseRequest(request: IncomingMessage): [status: number, reason: string] | null {
  const { method = "", url = "", rawHeaders, httpVersion } = request;
  if (!METHODS.has(method)) return [405, `${method} is not supported`];
  if (method.length + url.length + " HTTP/1.1 ".length > MAX_LINE) return [414, "the request line is too long"];
  if (httpVersion === "1.1" && request.headers.host === undefined) return [400, "there is no Host header"];
  let total = 0;
  for (const [name, value] of headerLines(rawHeaders)) {
    const bytes = name.length + value.length + ": \r\n".length;
    total += bytes;
    if (bytes >= MAX_LINE && name.toLowerCase() !== "cookie") return [400, "a header is too long"];
  }
  if (total > MAX_HEADERS) return [400, "the headers are too long"];
  const encoding = request.headers["transfer-encoding"];
  if (encoding !== undefined && !["chunked", "identity"].includes(encoding.toLowerCase()))
    return [501, "unsupported Transfer-Encoding"];
  const addresses = forwardedAddressCount(headerValues(rawHeaders, "x-forwarded-for"));
  return addresses > MAX_FORWARDED_ADDRESSES ? [463, "too many addresses in X-Forwarded-For"] : null;
}
