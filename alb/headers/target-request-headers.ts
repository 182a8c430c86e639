import { forwardedHeaders, type ForwardedContext } from "./forwarded-headers.ts";
import { hostHeader } from "./host-header.ts";
import { headerLines, headerValues, without, withoutHopByHop, type RawHeaders } from "./raw-headers.ts";
import { traceId } from "./trace-id.ts";

export interface HeaderContext extends ForwardedContext {
  dnsName: string;
  preserveHost: boolean;
  dropInvalid: boolean;
  /** Keeps `Upgrade: websocket` and its `Connection`. */
  isWebSocket: boolean;
  nowMs: number;
}

const OURS = new Set(["host", "expect", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id"]);
const VALID_NAME = /^[-A-Za-z0-9]+$/;

/** What a target receives for a client's headers: rules R7.1 to R7.5 and R7.8. Everything else passes as it came. */
export function targetRequestHeaders(
  raw: RawHeaders,
  authority: string | null,
  context: HeaderContext,
): { headers: string[]; traceId: string; invalidNames: number } {
  const hosts = headerValues(raw, "host");
  const trace = traceId(headerValues(raw, "x-amzn-trace-id")[0], context.nowMs);
  const host = context.preserveHost && hosts.length > 0 ? hosts : [hostHeader(hosts[0], authority, context)];
  const kept = without(withoutHopByHop(raw), OURS);

  const headers = [
    ...forwardedHeaders(headerValues(raw, "x-forwarded-for"), context),
    ...host.flatMap((value) => ["Host", value]),
    "X-Amzn-Trace-Id",
    trace,
  ];
  let invalidNames = 0;
  for (const [name, value] of headerLines(kept)) {
    const isValid = VALID_NAME.test(name);
    if (!isValid) invalidNames += 1;
    if (isValid || !context.dropInvalid) headers.push(name, value);
  }
  if (context.isWebSocket) headers.push("Connection", "Upgrade", "Upgrade", "websocket");
  return { headers, traceId: trace, invalidNames };
}
