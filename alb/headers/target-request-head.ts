import type { RequestHead } from "../exchange/request-head.ts";
import { forwardedFor, type ForwardedForSettings } from "./forwarded-headers.ts";
import type { HeaderFields } from "./header-fields.ts";
import { hopByHop } from "./hop-by-hop.ts";
import { hostHeader } from "./host-header.ts";
import { traceId } from "./trace-id.ts";

export interface RequestHeaderSettings extends ForwardedForSettings {
  preserveHost: boolean;
  dropInvalid: boolean;
}

/**
 * The head that a target receives for a client's: rules R7.1 to R7.5 and R7.8. The load balancer's own headers come first,
 * those of the client follow in their order and case. What frames the body is written once and in one way, so that nobody
 * behind can read it otherwise.
 */
export function targetRequestHead(
  request: RequestHead,
  settings: RequestHeaderSettings,
): { text: string; traceId: string; invalidNames: number } {
  const { method, headers, framing, origin } = request;
  const { names, kinds, values } = headers;
  const hop = hopByHop(headers);
  const trace = traceId(headers.get("x-amzn-trace-id"), request.receivedAtMs);
  let kept = "";
  let invalidNames = 0;
  let isFramed = false;
  for (let i = 0; i < names.length; i += 1) {
    const { key, isPlain } = kinds[i]!;
    if (key === "content-length" || key === "transfer-encoding") {
      if (!isFramed && key === (framing === "chunked" ? "transfer-encoding" : "content-length")) {
        isFramed = true;
        kept += framing === "chunked" ? `${names[i]}: chunked\r\n` : `${names[i]}: ${framing}\r\n`;
      }
      continue;
    }
    if (OWN.has(key) || hop.has(key)) continue;
    if (!isPlain) {
      invalidNames += 1;
      if (settings.dropInvalid) continue;
    }
    kept += `${names[i]}: ${values[i]}\r\n`;
  }
  if (!isFramed) kept += missingFraming(request);
  if (request.wantsWebSocket) kept += "Connection: upgrade\r\nUpgrade: websocket\r\n";

  const text =
    `${method} ${request.local} HTTP/1.1\r\n` +
    forwardedFor(headers, origin, settings) +
    `X-Forwarded-Proto: ${origin.scheme}\r\nX-Forwarded-Port: ${origin.listener.port}\r\n` +
    hostLines(headers, request, settings) +
    `X-Amzn-Trace-Id: ${trace}\r\n${kept}\r\n`;
  return { text, traceId: trace, invalidNames };
}

/** What the client need not say and a target of HTTP/1.1 must know. */
function missingFraming({ method, framing }: RequestHead): string {
  if (framing === "chunked") return "Transfer-Encoding: chunked\r\n";
  // A target may take a POST without a length for one whose body is still to come.
  return method === "POST" || method === "PUT" || method === "PATCH" ? "Content-Length: 0\r\n" : "";
}

const OWN = new Set(["host", "expect", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id"]);

function hostLines(headers: HeaderFields, { authority, origin }: RequestHead, { preserveHost }: RequestHeaderSettings) {
  if (preserveHost && headers.has("host")) {
    return headers
      .all("host")
      .map((host) => `Host: ${host}\r\n`)
      .join("");
  }
  return `Host: ${hostHeader(headers.get("host"), authority, { listenerPort: origin.listener.port, dnsName: origin.dnsName })}\r\n`;
}
