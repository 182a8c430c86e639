// Spans of an instance for OpenTelemetry: node --import ./observability/tracing/register.mjs dist/server/main.js
//
// Where they go, OTEL_EXPORTER_OTLP_ENDPOINT says (http://localhost:4318 by default). The instance itself knows nothing of it: it tells on
// diagnostics channels what it does (server/trace/channels.ts).
import { subscribe, tracingChannel } from "node:diagnostics_channel";
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { remoteParent } from "./remote-parent.mjs";

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({
    "service.name": process.env["OTEL_SERVICE_NAME"] ?? "sticky-rooms",
    "service.instance.id": process.env["INSTANCE"] ?? "",
  }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 1_000 })],
});
const tracer = provider.getTracer("sticky-rooms");

/** @param {import("../../server/trace/channels.ts").TracedConnection} connection */
function parentOf(connection) {
  const parent = remoteParent(connection);
  return parent === null
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

/** @param {import("../../server/trace/channels.ts").TracedConnection} connection */
function attributesOf({ session, client, traceId }) {
  return {
    "engine_io.session.id": session,
    ...(client !== undefined && { "socket_io.socket.id": client }),
    // The hop of the load balancer: its access log has the same value.
    ...(traceId !== undefined && { "aws.alb.trace_id": traceId }),
  };
}

subscribe("sticky-rooms:handshake", (message) => {
  const connection = /** @type {import("../../server/trace/channels.ts").TracedConnection} */ (message);
  tracer
    .startSpan("handshake", { kind: SpanKind.SERVER, attributes: attributesOf(connection) }, parentOf(connection))
    .end();
});

/** The request that is being carried out, where its fan-out is told in the same turn. */
const spans = new WeakMap();
/** Of messages that are being sent, by their id: with Redis the fan-out comes from the stream, later. */
const sending = new Map();
const MAX_SENDING = 1_000;

tracingChannel("sticky-rooms:request").subscribe({
  start(message) {
    const request = /** @type {import("../../server/trace/channels.ts").TracedRequest} */ (message);
    const span = tracer.startSpan(
      request.event,
      {
        kind: SpanKind.SERVER,
        attributes: {
          ...attributesOf(request),
          ...(request.room !== undefined && { "chat.room": request.room }),
          ...(request.id !== undefined && { "chat.message.id": request.id }),
        },
      },
      parentOf(request),
    );
    spans.set(request, span);
    if (request.id === undefined) return;
    sending.set(request.id, span);
    const [oldest] = sending.keys();
    if (sending.size > MAX_SENDING) sending.delete(oldest);
  },
  end() {},
  asyncStart() {},
  asyncEnd(message) {
    const { result } = /** @type {{ result?: { ok: boolean, code?: string } }} */ (message);
    const span = spans.get(message);
    if (result?.ok === false) span?.setAttribute("chat.refusal", result.code);
    span?.end();
  },
  error(message) {
    const span = spans.get(message);
    span?.setStatus({
      code: SpanStatusCode.ERROR,
      message: String(/** @type {{ error?: unknown }} */ (message).error),
    });
  },
});

subscribe("sticky-rooms:delivery", (message) => {
  const { event, room, id, sockets } = /** @type {import("../../server/trace/channels.ts").TracedDelivery} */ (message);
  if (event !== "message:sent" || id === undefined) return;
  const request = sending.get(id);
  sending.delete(id);
  const parent = request ? trace.setSpan(ROOT_CONTEXT, request) : context.active();
  tracer
    .startSpan(
      "fan-out",
      {
        kind: SpanKind.PRODUCER,
        attributes: { "chat.room": room ?? "", "chat.message.id": id, "chat.sockets": sockets },
      },
      parent,
    )
    .end();
});

// What is left is sent when the instance ends: it stops by itself after SIGTERM.
process.on("SIGTERM", () => void provider.shutdown().catch(() => {}));
