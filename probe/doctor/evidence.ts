import type { Exchange } from "./exchange.ts";
import type { OpenPacket } from "./parse-open.ts";

/** One polling session: a handshake, then several polls and posts, as a visitor of one kind. */
export interface SessionRun {
  hasJar: boolean;
  connection: "fresh" | "kept";
  /** The session was known to whoever answered, to the end. */
  hasSurvived: boolean;
  /** Polls and posts that were answered as they should. */
  answered: number;
  /** The answer that ended it; null for a survivor. */
  death: Exchange | null;
}

/** What was seen of one Set-Cookie name. */
export interface SeenCookie {
  name: string;
  /** The first line seen. */
  line: string;
  /** Answers that set it, of all answers of sessions whose visitor keeps cookies. */
  timesSet: number;
  answers: number;
  /** Some answer had two lines with this name and different values. */
  isDoubled: boolean;
  /** The value is the session's id: Engine.IO's own cookie. */
  isSessionId: boolean;
  /** Why a browser would not keep or return it; null when it would. */
  refusal: string | null;
}

/** How instances were told apart, and what came of it. */
export type InstanceCount =
  /** Visitors compared with one another: `distinct` groups, each on an instance of its own. */
  | { method: "visitors"; visitors: number; distinct: number }
  /** Knocks at sessions without affinity: an even balancer hits the session's instance in 1 of N. */
  | { method: "knocks"; knocks: number; hits: number; perSession: { knocks: number; hits: number }[] };

/** One attempt at a WebSocket. */
export interface WebSocketTry {
  kind: "direct" | "upgrade";
  hasJar: boolean;
  hasOpened: boolean;
  /** HTTP status of the answer to the upgrade request; null when there was none. */
  status: number | null;
  /** The body of a refusal, or why there was no answer, or what went wrong after 101. */
  detail: string;
  setsCookie: boolean;
}

export interface IdleResult {
  transport: "websocket" | "polling";
  /** Milliseconds until the ping came or the connection ended. */
  after: number;
  outcome: "ping" | "cut";
  detail: string;
}

export interface Evidence {
  /** With path. */
  url: string;
  isHttps: boolean;
  /** The first answer, and what it said when it was an Engine.IO handshake over polling. */
  first: Exchange;
  open: OpenPacket | null;
  /** Answers of 5xx and no answers at all, of all exchanges. */
  failures: { count: number; exchanges: number; example: Exchange | null };
  /** The same URL asked several times: the session ids it gave. Null: not asked. */
  repeated: { ids: string[]; exchange: Exchange } | null;
  sessions: SessionRun[];
  cookies: SeenCookie[];
  /** The one cookie that is enough to hold a session; null when none is, or when it was not asked. */
  effectiveCookie: string | null;
  instances: InstanceCount | null;
  /** Sessions that were asked for again from other source addresses; null: this machine has only one address. */
  addresses: { asked: number; known: number } | null;
  /** New sessions with the cookies of an old one: how many were on its instance. */
  reconnects: { asked: number; same: number } | null;
  webSockets: WebSocketTry[];
  /** Milliseconds from what should end a held poll to its answer, and of plain answers. */
  heldPoll: { delay: number; plain: number } | null;
  cors: { origin: string; polling: Exchange; preflight: Exchange } | null;
  /** The health path's answer; null: not asked. */
  health: Exchange | null;
  /** Null: not asked. */
  idle: IdleResult[] | null;
  /** The time limit ended it before everything was asked. */
  isCutShort: boolean;
}
