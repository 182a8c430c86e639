import type { EngineProtocol, OpenPacket } from "../wire/engine-packets.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Greeting } from "../wire/greet.ts";
import type { Purpose, Voice } from "../wire/read-answer.ts";

/** What was measured, and nothing that is concluded from it. Null: not asked. */
export interface Evidence {
  /** With path, without credentials. */
  url: string;
  /** The user's own query, by name and value; credentials may be among it, so the values stay out of reports. */
  queryNames: string[];
  /** The user gave a Cookie header, which every request carried. */
  hasGivenCookie: boolean;
  /** The page that the visitors are on. */
  pageOrigin: string;
  greeting: Greeting;
  /** What came to Engine.IO's own requests: each kind of answer once, with how many there were. */
  answers: AnswerCount[];
  /** Those requests in the order in which they ended. */
  timeline: TimelineEntry[];
  /** So many of them had ended when polling sessions had been asked for, together and alone: later ones judge none. 0: none was. */
  askedForSessions: number;
  /** The first packets that came, each different one once. */
  openings: Opening[];
  /** Headers that tell of a rate limit. */
  rateLimit: string[];
  /** The page that browsers visit first, and the names of the cookies that it set. */
  page: { url: string; exchange: Exchange; cookies: string[] } | null;
  /** The same URL asked several times, and others that differ in their query: the session ids that came. */
  repeated: { same: RepeatedHandshake[]; different: RepeatedHandshake[] } | null;
  /** Sessions that were held open together. */
  sessions: SessionRun[];
  /** What became of sessions that asked for something, where they do not count and only those that stay do. */
  asking: "not answered" | "ends sessions" | null;
  /** How many of them were open at one moment. */
  together: number;
  cookies: SeenCookie[];
  /** Of the cookies seen, those that are enough to hold a session, each alone. */
  effectiveCookies: string[] | null;
  instances: InstanceEvidence | null;
  /** A session that was asked for again from other source addresses. */
  addresses: Asked | null;
  /** A session that was asked for at the other addresses that the endpoint's name has. */
  names: (Asked & { found: string[] }) | null;
  /** A session that was asked for with other values in the query. */
  queries: (Asked & { varied: readonly string[] }) | null;
  /** Sessions that had values of their own in the query, where nothing else keeps any: how many lived. */
  keyed: (Asked & { varied: readonly string[] }) | null;
  /**
   * Sessions on one kept connection each, where those held together seemed to need no more: asked for one at a time on
   * that connection, and on fresh ones.
   */
  alone: { kept: Asked; fresh: Asked } | null;
  /** Sessions that were asked for without the Cookie header that the user gave. */
  withoutGivenCookie: Asked | null;
  /** Pairs of sessions asked for in one request, `sid=A&sid=B`: who routes by the first finds the second elsewhere. */
  pairs: Asked | null;
  /** New sessions of somebody whose old session still lives: how many found the same instance. */
  reconnects: { asked: number; same: number; exchange: Exchange | null } | null;
  webSockets: WebSocketRun[];
  /** WebSockets that were held open together, where there is nothing else. */
  heldSockets: { opened: number; alive: number; of: number } | null;
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

/** Requests whose answer was known or not; those that failed are not counted. */
export interface Asked {
  asked: number;
  known: number;
}

export interface AnswerCount {
  purpose: Purpose;
  method: string;
  status: number | null;
  voice: Voice;
  /** Engine.IO's code, of a refusal. */
  code: number | null;
  count: number;
  example: Exchange;
}

export interface TimelineEntry {
  purpose: Purpose;
  /** Whether anybody answered; null: our own time limit came first. */
  isAnswered: boolean | null;
  /** Why not. */
  error: string | null;
}

export interface Opening extends Omit<OpenPacket, "sid"> {
  protocol: EngineProtocol;
  count: number;
}

export interface RepeatedHandshake {
  sid: string | null;
  exchange: Exchange;
}

/** One polling session, by a visitor of one kind. */
export interface SessionRun {
  hasJar: boolean;
  connection: "fresh" | "kept";
  /** It only stayed, and asked for nothing. */
  isQuiet: boolean;
  /**
   * Lost: an instance said that it does not know the session. Late: it was refused once, and known each time afterwards.
   * Failed: something else ended it. Cut: our time limit. Expired: we came too late to keep it.
   */
  outcome: "survived" | "lost" | "late" | "failed" | "cut" | "expired";
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
  /** Who set it first: the page, or Socket.IO's own path. */
  from: "page" | "endpoint";
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
  | { method: "visitors"; by: "cookies" | "connections"; groups: number[] }
  /** Knocks, one at a time, at sessions without affinity: an even balancer hits the session's in 1 of N; true: a hit. */
  | { method: "knocks"; perSession: boolean[][] };

/** One attempt at a WebSocket. */
export interface WebSocketRun {
  kind: "direct" | "upgrade";
  hasJar: boolean;
  /** The handshake; for an upgrade that could not begin, the answer that prevented it. */
  exchange: Exchange;
  /** 101, and the first packet came. */
  speaks: boolean;
  /** How the first try of an upgrade failed that held at another: the session was unknown, or 101 and not a word. */
  failedFirst: "unknown" | "unanswered" | null;
  /** Milliseconds until what was asked over it was answered; null: not asked, or not answered. */
  answeredAfter: number | null;
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
