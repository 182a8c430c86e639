import type { IncomingMessage } from "node:http";
import type { AttributeSet } from "../attributes.ts";
import type { ClientConnection } from "./client-connection.ts";
import { createExchangeRecord, type ExchangeRecord, type RecordContext } from "../observe/exchange-record.ts";
import type { Metrics } from "../observe/metrics.ts";
import { headerValues } from "../headers/raw-headers.ts";
import { refuseRequest } from "./refuse-request.ts";
import type { Route } from "../router.ts";
import { targetRequestHeaders } from "../headers/target-request-headers.ts";

/** A request for which a target was chosen. */
export interface RoutedRequest extends Route {
  /** Method, path and headers as the target gets them. */
  method: string;
  path: string;
  headers: string[];
  record: ExchangeRecord;
}

export interface AcceptOptions {
  attributes: AttributeSet;
  records: RecordContext;
  metrics: Metrics;
  route: (cookieHeaders: readonly string[], nowMs: number) => Route | null;
  /** The listener's. */
  port: () => number;
}

/** What becomes of a request. A refusal is to be answered, and its record then ended. */
export type Accepted =
  | { routed: RoutedRequest }
  | { routed: null; status: number; reason: string; record: ExchangeRecord };

/** Finds out where a request goes and what its target gets, or why it is refused. */
export function createAccept({ attributes, records, metrics, route, port }: AcceptOptions) {
  return function accept(request: IncomingMessage, connection: ClientConnection, isWebSocket: boolean): Accepted {
    const record = createExchangeRecord(request, connection, records);
    const refuse = ([status, reason]: [status: number, reason: string]) => ({ routed: null, status, reason, record });
    const refusal = refuseRequest(request);
    if (refusal) return refuse(refusal);
    const nowMs = records.now();
    const chosen = route(headerValues(request.rawHeaders, "cookie"), nowMs);
    if (!chosen) return refuse([503, "no target is registered that could take a request"]);

    const { authority, path } = requestTarget(request.url ?? "/");
    const dropInvalid = attributes.isOn("routing.http.drop_invalid_header_fields.enabled");
    const { headers, traceId, invalidNames } = targetRequestHeaders(request.rawHeaders, authority, {
      clientAddress: connection.address,
      clientPort: connection.port,
      listenerPort: port(),
      mode: attributes.get("routing.http.xff_header_processing.mode") as "append" | "preserve" | "remove",
      withClientPort: attributes.isOn("routing.http.xff_client_port.enabled"),
      preserveHost: attributes.isOn("routing.http.preserve_host_header.enabled"),
      dropInvalid,
      dnsName: records.identity.dnsName,
      isWebSocket,
      nowMs,
    });
    if (invalidNames > 0)
      metrics.add(dropInvalid ? "DroppedInvalidHeaderRequestCount" : "ForwardedInvalidHeaderRequestCount");
    record.routed(chosen, traceId);
    return { routed: { ...chosen, method: request.method ?? "GET", path, headers, record } };
  };
}

/** Takes an absolute-form request line apart: rule R7.4. */
function requestTarget(url: string): { authority: string | null; path: string } {
  const [, authority, rest] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  if (authority === undefined || rest === undefined) return { authority: null, path: url };
  return { authority, path: rest.startsWith("/") ? rest : `/${rest}` };
}
