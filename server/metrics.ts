import { Counter, Gauge, type Registry } from "prom-client";
import type { ClientEvent } from "../protocol/requests.ts";
import type { RefusalCode } from "../protocol/events.ts";

/** Of Engine.IO 6: unknown transport, unknown session, bad handshake method, bad request, forbidden, old protocol. */
const ENGINE_ERROR_CODES = [0, 1, 2, 3, 4, 5];

/** What an instance counts. Every label has a closed set of values. */
export function createMetrics(
  registry: Registry,
  read: { connections: () => number; sessions: () => number; rooms: () => number },
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
  gauge("chat_connections", "Clients in the chat", read.connections);
  gauge("chat_engine_sessions", "Engine.IO sessions, those that never joined the chat included", read.sessions);
  gauge("chat_rooms", "Rooms this instance holds", read.rooms);

  const metrics = {
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
    shed: new Counter({
      name: "chat_slow_readers_shed_total",
      help: "Connections cut off for reading too slowly",
      registers,
    }),
    /** One finished request. */
    count(event: ClientEvent | "unknown", outcome: "ok" | "unknown" | RefusalCode) {
      metrics.requests.inc({ event, outcome });
    },
  };
  // A series that only begins with its first event hides that event from every rate: nothing came before it to compare with.
  for (const transport of ["polling", "websocket"]) metrics.transports.set({ transport }, 0);
  for (const recovered of ["true", "false"]) metrics.connected.inc({ recovered }, 0);
  for (const code of ENGINE_ERROR_CODES) metrics.engineErrors.inc({ code }, 0);
  return metrics;
}

export type Metrics = ReturnType<typeof createMetrics>;
