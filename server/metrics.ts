import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { ClientEvent } from "../protocol/requests.ts";
import type { RefusalCode, ServerToClientEvents } from "../protocol/events.ts";
import { DOOR_REFUSALS } from "./http/guard-door.ts";
import { CUT_ANSWERS } from "./message/answer-bytes.ts";

/** Of Engine.IO 6: unknown transport, unknown session, bad handshake method, bad request, forbidden, old protocol. */
const ENGINE_ERROR_CODES = [0, 1, 2, 3, 4, 5];

/** Events that a room gets, or everybody: the label of `chat_deliveries_total`. */
const DELIVERED_EVENTS = [
  "message:sent",
  "member:joined",
  "member:updated",
  "member:left",
  "typing:changed",
  "room:listed",
  "instance:draining",
] as const satisfies (keyof ServerToClientEvents)[];

/** What an instance counts. Every label has a closed set of values. */
export function createMetrics(
  registry: Registry,
  read: {
    connections: () => number;
    sessions: () => number;
    unjoined: () => number;
    rooms: () => number;
    waitingBytes: () => number;
    isFull: () => boolean;
    isOverloaded: () => boolean;
    isStoreAvailable: () => boolean;
    logLinesLost: () => number;
    version: string;
  },
) {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  // Not chat_connections: to OpenMetrics that is the family of the counter chat_connections_total.
  gauge("chat_open_connections", "Clients in the chat", read.connections);
  gauge("chat_engine_sessions", "Engine.IO sessions, those that never joined the chat included", read.sessions);
  gauge("chat_unjoined_sessions", "Engine.IO sessions that have not joined a room yet", read.unjoined);
  gauge("chat_waiting_bytes", "Bytes that waited for clients at the last look, about once a second", read.waitingBytes);
  gauge("chat_full", "1 while the instance takes no more connections", () => Number(read.isFull()));
  gauge("chat_overloaded", "1 while new sessions are refused because of load", () => Number(read.isOverloaded()));
  gauge("chat_store_available", "0 while the store cannot be reached or refuses what is written", () =>
    Number(read.isStoreAvailable()),
  );
  gauge("chat_log_lines_lost", "Lines of the log file that could not be written", read.logLinesLost);
  gauge("chat_rooms", "Rooms this instance holds", read.rooms);

  new Gauge({
    name: "chat_build_info",
    help: "1, labelled by what this instance is built of",
    labelNames: ["version", "node"],
    registers,
  }).set({ version: read.version, node: process.version }, 1);

  const metrics = {
    connectionSeconds: new Histogram({
      name: "chat_connection_duration_seconds",
      help: "How long connections had lasted when they ended",
      buckets: [1, 5, 30, 60, 300, 900, 3_600, 14_400, 86_400],
      registers,
    }),
    acknowledgementSeconds: new Histogram<"event">({
      name: "chat_acknowledgement_seconds",
      help: "From a request's arrival to its acknowledgement, refusals included",
      labelNames: ["event"],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    deliveries: new Counter<"event">({
      name: "chat_deliveries_total",
      help: "Sockets of this instance to which an event for a room was written, each one once",
      labelNames: ["event"],
      registers,
    }),
    transports: new Gauge<"transport">({
      name: "chat_transport_sessions",
      help: "Engine.IO sessions by their transport",
      labelNames: ["transport"],
      registers,
    }),
    connected: new Counter<"recovered">({
      name: "chat_connections_total",
      help: "Connections made, by whether Socket.IO recovered an earlier one",
      labelNames: ["recovered"],
      registers,
    }),
    disconnected: new Counter<"reason">({
      name: "chat_disconnections_total",
      help: "Connections ended, by Socket.IO's reason",
      labelNames: ["reason"],
      registers,
    }),
    upgraded: new Counter({
      name: "chat_transport_upgrades_total",
      help: "Upgrades from polling to WebSocket",
      registers,
    }),
    engineErrors: new Counter<"code">({
      name: "chat_engine_errors_total",
      help: "Engine.IO requests refused, by its code (1: Session ID unknown)",
      labelNames: ["code"],
      registers,
    }),
    requests: new Counter<"event" | "outcome">({
      name: "chat_requests_total",
      help: "Requests of clients by event and by how they ended: ok, unknown or the code of the refusal",
      labelNames: ["event", "outcome"],
      registers,
    }),
    answersCut: new Counter<"what">({
      name: "chat_answers_cut_total",
      help: "Answers, announced lists and reports cut to ANSWER_BYTES or LIST_BYTES, by event",
      labelNames: ["what"],
      registers,
    }),
    shed: new Counter({
      name: "chat_slow_readers_shed_total",
      help: "Connections cut off for reading too slowly",
      registers,
    }),
    refused: new Counter<"why">({
      name: "chat_sessions_refused_total",
      help: "Requests refused before anything else saw them, by why",
      labelNames: ["why"],
      registers,
    }),
    roomsGaveWay: new Counter({
      name: "chat_rooms_gave_way_total",
      help: "Empty rooms dropped early to make place for new ones",
      registers,
    }),
    reportsRefused: new Counter({
      name: "chat_reports_refused_total",
      help: "Requests for /api/instance and /metrics refused because their address asked too often",
      registers,
    }),
    membershipLost: new Counter({
      name: "chat_membership_lost_total",
      help: "Times everybody of this instance had to be put back into their rooms",
      registers,
    }),
    /** One finished request, and after how many seconds it was acknowledged; null: it was not. */
    count(event: ClientEvent | "unknown", outcome: "ok" | "unknown" | RefusalCode, seconds: number | null) {
      metrics.requests.inc({ event, outcome });
      if (seconds !== null) metrics.acknowledgementSeconds.observe({ event }, seconds);
    },
  };
  // A series that only begins with its first event hides that event from every rate: nothing came before it to compare with.
  for (const transport of ["polling", "websocket"]) metrics.transports.set({ transport }, 0);
  for (const recovered of ["true", "false"]) metrics.connected.inc({ recovered }, 0);
  for (const event of DELIVERED_EVENTS) metrics.deliveries.inc({ event }, 0);
  for (const what of CUT_ANSWERS) metrics.answersCut.inc({ what }, 0);
  for (const why of DOOR_REFUSALS) metrics.refused.inc({ why }, 0);
  for (const code of ENGINE_ERROR_CODES) metrics.engineErrors.inc({ code }, 0);
  return metrics;
}

export type Metrics = ReturnType<typeof createMetrics>;
