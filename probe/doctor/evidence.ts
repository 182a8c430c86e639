import type { Exchange } from "../wire/exchange.ts";
import type { Greeting } from "../wire/greet.ts";

/** What was measured, and nothing that is concluded from it. Null: not asked. */
export interface Evidence {
  /** With path, without credentials. */
  url: string;
  /** The page that the visitors are on. */
  pageOrigin: string;
  greeting: Greeting;
  /** Answers of 5xx or 429 and no answers at all, of all requests. */
  failures: Failures;
  /** The same URL asked several times, and others that differ in their query: the session ids that came. */
  repeated: { same: RepeatedHandshake[]; different: RepeatedHandshake[] } | null;
  sessions: SessionRun[];
  cookies: SeenCookie[];
  /** Of the cookies seen, those that are enough to hold a session, each alone. */
  effectiveCookies: string[] | null;
  instances: InstanceEvidence | null;
  /** A session that was asked for again from other source addresses. */
  addresses: { asked: number; known: number } | null;
  /** Pairs of sessions asked for in one request, `sid=A&sid=B`: whoever routes by the first finds the second elsewhere. */
  pairs: { asked: number; known: number } | null;
  /** New sessions of somebody whose old session still lives: how many found the same instance. */
  reconnects: { asked: number; same: number; exchange: Exchange | null } | null;
  webSockets: WebSocketRun[];
  crossOrigin: CrossOriginEvidence | null;
  health: HealthEvidence | null;
  idle: IdleRun[] | null;
  /** A TRACE, which a load balancer answers itself. */
  trace: Exchange | null;
  /** The time limit ended it before everything was asked. */
  isCutShort: boolean;
  requests: number;
  seconds: number;
}

export interface Failures {
  count: number;
  requests: number;
  examples: Exchange[];
}

export interface RepeatedHandshake {
  sid: string | null;
  exchange: Exchange;
}

/** One polling session: a handshake, then several polls and posts, by a visitor of one kind. */
export interface SessionRun {
  hasJar: boolean;
  connection: "fresh" | "kept";
  /** Failed: something else than an unknown session ended it. */
  outcome: "survived" | "lost" | "failed";
  /** Polls and posts that were answered as they should. */
  answered: number;
  /** The answer that ended it; null for a survivor. */
  death: Exchange | null;
  /** The server did not answer what it was asked in this session, so that polls had nothing to end them. */
  isSilent: boolean;
  /** Milliseconds from what should end a held poll to the poll's answer. */
  heldPollDelays: number[];
  /** Milliseconds of each plain answer. */
  answerTimes: number[];
}

/** What was seen of one Set-Cookie name. */
export interface SeenCookie {
  name: string;
  /** The first line seen. */
  line: string;
  value: string;
  isSecure: boolean;
  isHttpOnly: boolean;
  sameSite: "none" | "lax" | "strict" | null;
  path: string | null;
  /** Seconds; null: until the browser is closed. */
  lifetime: number | null;
  /** Answers that set it, of all answers to visitors who keep cookies. */
  timesSet: number;
  answers: number;
  /** Set again for one visitor, it had another value. */
  isChanging: boolean;
  /** Some answer had two lines with this name and different values. */
  isDoubled: boolean;
  /** The value is the session's id: Engine.IO's own cookie. */
  isSessionId: boolean;
  /** Different first values, of so many visitors. */
  firstValues: { distinct: number; visitors: number };
  /** Why a browser would not keep or return it; null when it would. */
  refusal: string | null;
}

/** How instances were told apart, and what came of it. */
export type InstanceEvidence =
  /** Visitors compared with one another: for each, in turn, the number of the group on whose instance it is. */
  | { method: "visitors"; by: "cookies" | "connections" | "nothing"; groups: number[] }
  /** Knocks at sessions without affinity: an even balancer hits the session's instance in 1 of N; true: a hit. */
  | { method: "knocks"; perSession: boolean[][] };

/** One attempt at a WebSocket. */
export interface WebSocketRun {
  kind: "direct" | "upgrade";
  hasJar: boolean;
  /** The handshake; for an upgrade that could not begin, the answer that prevented it. */
  exchange: Exchange;
  /** 101, and the first packet came. */
  speaks: boolean;
  /** How it ended after 101 without a packet; null: it did not. */
  closeCode: number | null;
}

export interface CrossOriginEvidence {
  origin: string;
  /** The user's page, not one made up to look at the general settings. */
  isAsked: boolean;
  handshake: Exchange;
  preflight: Exchange;
}

export interface HealthEvidence {
  /** The same request twice, as a load balancer's health check. */
  exchanges: [Exchange, Exchange];
}

export interface IdleRun {
  transport: "websocket" | "polling";
  /** What ended the silence: the server's sign of life, a cut, the server's own close, or nothing for too long. */
  outcome: "alive" | "cut" | "closed" | "silent";
  /** Seconds until then. */
  seconds: number;
  detail: string;
}
