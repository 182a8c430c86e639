import type { IncomingMessage } from "node:http";

/** As long as an ALB lets `X-Amzn-Trace-Id` grow is more than a line needs. */
const MAX_LENGTH = 256;
/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** For a log line: what the load balancer calls this request (its access log has the same `traceId`), and its trace. */
export function traceOf({ headers }: Pick<IncomingMessage, "headers">): { traceId?: string; traceparent?: string } {
  const { "x-amzn-trace-id": traceId, traceparent } = headers;
  return {
    ...(typeof traceId === "string" && { traceId: traceId.slice(0, MAX_LENGTH) }),
    ...(typeof traceparent === "string" && TRACEPARENT.test(traceparent) && { traceparent }),
  };
}
