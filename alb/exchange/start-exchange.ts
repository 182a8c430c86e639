import { STATUS_CODES } from "node:http";
import { targetRequestHead } from "../headers/target-request-head.ts";
import { ExchangeRecord, type RecordedConnection } from "../observe/exchange-record.ts";
import { ownHeaders, type ElbResponse } from "./elb-response.ts";
import { Exchange, type Requester } from "./exchange.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { refuseRequest, type DesyncMode } from "./refuse-request.ts";
import type { RequestHead } from "./request-head.ts";
import type { FixedResponseDecision, RedirectDecision } from "./route-decision.ts";

/** A requester whose answers of the balancer's own can be anything. */
export interface Client extends Requester, RecordedConnection {
  respond(response: ElbResponse): void;
  /** Answers `Expect: 100-continue`, if a body is still to come. */
  continue(): void;
}

/**
 * Finds out what becomes of a request: it is refused, answered by a rule, or taken to a target.
 * @returns null when its answer is given already; its record is told, and what waits behind it may begin.
 */
export function startExchange(request: RequestHead, client: Client, context: ExchangeContext): Exchange | null {
  const { attributes, records, decide, connections, metrics, now } = context;
  const record = new ExchangeRecord(request, client, records);
  const mode = attributes.get("routing.http.desync_mitigation_mode") as DesyncMode;
  if (request.classification) metrics.counts.DesyncMitigationMode_NonCompliant_Request_Count += 1;
  const refusal = refuseRequest(request, mode);
  if (refusal) return refuse(...refusal);

  const decision = decide(request);
  record.decided(decision);
  if (decision.action === "error") return refuse(decision.status, decision.reason);
  if (decision.action !== "forward") {
    client.respond(ruleResponse(decision, now()));
    return over(decision.status, null);
  }

  const dropInvalid = attributes.isOn("routing.http.drop_invalid_header_fields.enabled");
  const { text, traceId, invalidNames } = targetRequestHead(request, {
    mode: attributes.get("routing.http.xff_header_processing.mode") as "append" | "preserve" | "remove",
    withClientPort: attributes.isOn("routing.http.xff_client_port.enabled"),
    preserveHost: attributes.isOn("routing.http.preserve_host_header.enabled"),
    dropInvalid,
  });
  if (invalidNames > 0)
    metrics.counts[dropInvalid ? "DroppedInvalidHeaderRequestCount" : "ForwardedInvalidHeaderRequestCount"] += 1;
  record.forwarded(traceId);
  if (request.headers.hasToken("expect", "100-continue")) client.continue();
  const isUnshared = mode !== "monitor" && request.classification?.class === "Ambiguous";
  const connection = request.wantsWebSocket ? connections.open(decision.target) : connections.take(decision.target);
  const exchange = new Exchange(client, request, decision, record, connection, isUnshared);
  exchange.begin(text);
  return exchange;

  function refuse(status: number, reason: string): null {
    client.refuse(status);
    return over(status, reason);
  }

  function over(status: number, reason: string | null): null {
    const { received, sent } = client.takeBytes();
    record.end(status, reason, received, sent);
    client.next();
    return null;
  }
}

function ruleResponse(decision: FixedResponseDecision | RedirectDecision, nowMs: number): ElbResponse {
  const { status } = decision;
  const phrase = STATUS_CODES[status] ?? "";
  if (decision.action === "fixed-response") {
    // One character a byte from here on.
    const body = Buffer.from(decision.body).toString("latin1");
    return { status, phrase, headers: ownHeaders(nowMs, decision.contentType, body), body };
  }
  const title = `${status} ${phrase}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { status, phrase, headers: [...ownHeaders(nowMs, "text/html", body), "Location", decision.location], body };
}
