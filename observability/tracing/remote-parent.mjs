const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}$/;
const AMAZON = /(?:^|;)(Root|Self|Parent)=(?:1-([\da-f]{8})-([\da-f]{24})|([\da-f]{16}))/g;

/**
 * The span that a handshake continues: the one of `traceparent`, else the load balancer's hop. X-Ray's `Root=1-TIME-REST` is the trace
 * TIME + REST; the hop is what `Parent` says, else the end of `Self`, else of `Root`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @param {{ traceId?: string, traceparent?: string }} connection
 * @returns {{ traceId: string, spanId: string } | null} null: it begins here
 */
export function remoteParent({ traceId, traceparent }) {
  const [, trace, span] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (trace && span) return { traceId: trace, spanId: span };
  const fields = Object.fromEntries(
    [...(traceId ?? "").matchAll(AMAZON)].map(([, name, time, rest, span]) => [name, span ?? `${time}${rest}`]),
  );
  if (fields.Root?.length !== 32) return null;
  const hop = fields.Parent ?? fields.Self ?? fields.Root;
  return { traceId: fields.Root, spanId: hop.slice(-16) };
}
