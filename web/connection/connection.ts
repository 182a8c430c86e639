/** `auto`: WebSocket first, then polling. `default`: Socket.IO's own, polling and then an upgrade. */
export type TransportChoice = "auto" | "default" | "websocket" | "polling";

export interface Connection {
  /** `retrying`: lost or never had, another attempt follows. `closed`: by my own wish; only `reconnect()` ends it. */
  status: "idle" | "connecting" | "connected" | "retrying" | "closed";
  /** Socket.IO's, which is `client` in the logs; while not connected, the last one. */
  id: string | null;
  /** The instance that serves me; while not connected, the last one that did. */
  instance: string | null;
  bootId: string | null;
  /** Where rooms live, as the instance says. */
  state: "memory" | "redis" | null;
  transport: "polling" | "websocket" | null;
  /** When this status began. */
  since: number;
  /** Socket.IO gave the session back after a short break. */
  recovered: boolean;
  /** Attempts since the connection was lost. */
  attempt: number;
  /** Sessions of this window that ended with `Session ID unknown`; and those since it was last connected. */
  unknownSessions: number;
  unknownInARow: number;
  /** How often this window has connected, and to how many different instances. */
  connects: number;
  instancesSeen: number;
  /** The instance is stopping; it will have closed this connection by then. */
  drainingUntil: number | null;
  /** Connected, but what was asked got no answer in time: since when; null while answers come. */
  unansweredSince: number | null;
  /** Why the newest attempt failed, or the connection ended; null while connected. */
  problem: ConnectionProblem | null;
}

export const IDLE_CONNECTION: Connection = {
  status: "idle",
  id: null,
  instance: null,
  bootId: null,
  state: null,
  transport: null,
  since: 0,
  recovered: false,
  attempt: 0,
  unknownSessions: 0,
  unknownInARow: 0,
  connects: 0,
  instancesSeen: 0,
  drainingUntil: null,
  unansweredSince: null,
  problem: null,
};

export interface ConnectionProblem {
  kind:
    | "unknown-session"
    | "unreachable"
    | "timeout"
    | "no-target"
    | "bad-gateway"
    | "origin-refused"
    | "http-error"
    | "ping-timeout"
    | "closed-by-server"
    | "transport-lost"
    | "other";
  status: number | null;
  /** For a person, one line. */
  sentence: string;
}
