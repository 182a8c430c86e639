/** `GET /console/events` of the control API: what passes the load balancer, a frame at a time. */

/** What a request's stickiness cookie was worth: `none` came, or stickiness is `off`. */
export type CookieVerdict = "honoured" | "none" | "expired" | "invalid" | "off";

/** A request that has its answer. */
export interface ConsoleRequest {
  /** Grows with each request. */
  number: number;
  /** When it was answered, in milliseconds since 1970. */
  at: number;
  /** Small numbers in order of appearance: one browser, as far as stickiness cookies and connections tell. */
  visitor: number;
  cookie: CookieVerdict;
  /** The target that a cookie named which was not honoured, and its health then. Null: it named none that was known. */
  named: { id: string | null; state: string } | null;
  method: string;
  /** With its query, at most 256 characters. */
  path: string;
  /** Null: no target was asked. */
  target: string | null;
  /** The group that a rule chose, when it is another one than the application's. */
  group: string | null;
  status: number;
  ms: number;
  /** Why the load balancer answered in the target's place; null when it did not. */
  reason: string | null;
  /** Of an Engine.IO request that names one. */
  session: string | null;
  /** A target was asked for a session that it does not know. */
  isUnknownSession: boolean;
}

/** How it is known which target made a session: it answered a request for it well, or a handshake of this visitor's. */
export type MadeBy = { target: string; by: "answer" | "handshake" };

/** One Engine.IO session, as far as requests tell: those of WebSocket alone name none. */
export interface ConsoleSession {
  id: string;
  visitor: number;
  /** Null: not seen. */
  madeBy: MadeBy | null;
  /** The newest, oldest first: which target was asked for it, and what it answered. */
  asked: { target: string; status: number }[];
  askedCount: number;
  isWebSocketOpen: boolean;
  /** How often a target did not know it. */
  unknownCount: number;
  /** The newest of these. */
  unknown: { at: number; target: string; why: string } | null;
  at: number;
}

/** What happened since the frame before; the first one holds what is still known. */
export interface ConsoleFrame {
  requests: ConsoleRequest[];
  /** Requests of this frame's time that are only counted. */
  requestsLeftOut: number;
  /** Those that changed, in their present state. */
  sessions: ConsoleSession[];
  sessionsLeftOut: number;
  /** Since the control API started. */
  totals: { requests: number; unknownSessions: number };
  /** What `GET /state` tells has changed otherwise than by traffic. */
  isStateChanged: boolean;
}
