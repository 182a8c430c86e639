import { setTimeout as sleep } from "node:timers/promises";
import {
  decodePackets,
  encodePackets,
  parseHandshake,
  parseOpen,
  type EngineProtocol,
  type OpenPacket,
} from "./engine-packets.ts";
import type { Exchange } from "./exchange.ts";
import type { Request, Sender } from "./sender.ts";
import type { Visitor } from "./visitor.ts";
import type { EngineConnection, WebSocketAnswer } from "./web-socket.ts";

/**
 * What makes a server answer with the least effect. With Socket.IO 3 and 4: asking for a namespace that hardly any
 * application has, which is answered with "Invalid namespace" before any handler runs; where an application takes every
 * name, one is joined as by any client, so it may be asked for only once a session. With Socket.IO 1 and 2: a ping.
 */
const ASK = { 4: "40/sticky-rooms-doctor,", 3: "2" } as const;
/** A packet that a server takes without a word: in Engine.IO 4 a pong, in 3 a ping. */
const KNOCK = { 4: "3", 3: "2" } as const;
const CLOSE = "1";
/**
 * Between the answer to a handshake and the next request, since nobody is nearer to a server than this: the primary of
 * @socket.io/sticky learns of a session while its client is already told of it.
 */
const SETTLE_MS = 25;

/** A WebSocket and what became of the Engine.IO handshake or upgrade over it. */
export interface EngineSocket {
  exchange: Exchange;
  connection: EngineConnection | null;
  /** Over a new WebSocket the server's open packet, over an upgrade null. */
  open: OpenPacket | null;
  /** The first packet came: the open packet, or the answer to the probe. */
  speaks: boolean;
}

/** Engine.IO, one request at a time, so that cookies and connections are under control. */
export interface EngineClient {
  protocol: EngineProtocol;
  /** Milliseconds that one answer may take. */
  timeoutMs: number;
  url(query?: Readonly<Record<string, string>>, options?: { isUnique?: boolean }): URL;
  handshake(
    visitor: Visitor,
    options?: { isUnique?: boolean; query?: Readonly<Record<string, string>> },
  ): Promise<{ exchange: Exchange; open: OpenPacket | null }>;
  /** Makes the server have something to say in this session. Only once: who joins a namespace twice is thrown out. */
  ask(visitor: Visitor, sid: string): Promise<Exchange>;
  /** The body of a knock. */
  knockBody: string;
  /** The packets of a poll's answer. */
  decode(body: string): string[];
  post(visitor: Visitor, sid: string, packet: string): Promise<Exchange>;
  /** The packet with which `ask` asks. */
  question: string;
  /**
   * The cheapest request that only the session's own instance accepts; with more in the query, or without the Cookie
   * header that the user gave, if those are to be looked at.
   */
  knock(
    visitor: Visitor,
    sid: string,
    options?: { query?: Readonly<Record<string, string>>; isWithoutGivenCookie?: boolean },
  ): Promise<Exchange>;
  poll(visitor: Visitor, sid: string, options?: Pick<Request, "onSent" | "timeoutMs" | "signal">): Promise<Exchange>;
  /** Ends the session, as well as one can from here. */
  end(visitor: Visitor, sid: string): Promise<Exchange>;
  /**
   * A session over WebSocket alone, or one that began with polling moved to a WebSocket. Its first packet may take as
   * long as an answer, or `answerWithinMs`. The caller closes it.
   */
  openWebSocket(visitor: Visitor, sid?: string, options?: { answerWithinMs?: number }): Promise<EngineSocket>;
  /** Asks to move a session to a WebSocket, and goes no further: only the session's own instance answers 101. */
  offerUpgrade(visitor: Visitor, sid: string): Promise<WebSocketAnswer>;
}

/** @param endpoint with path, and with the user's own query if there is one. */
export function createEngineClient(sender: Sender, endpoint: URL, protocol: EngineProtocol): EngineClient {
  let stamp = 0;

  const url: EngineClient["url"] = (query = {}, { isUnique = true } = {}) => {
    const built = new URL(endpoint);
    // b64: text instead of binary framing from servers of Engine.IO 3.
    const fixed = { EIO: String(protocol), transport: "polling", ...(protocol === 3 && { b64: "1" }) };
    for (const [name, value] of Object.entries({ ...fixed, ...query })) built.searchParams.set(name, value);
    // As Socket.IO's own client does, against caches.
    if (isUnique) built.searchParams.set("t", `doctor${(stamp++).toString(36)}`);
    return built;
  };
  const post = (visitor: Visitor, sid: string, packet: string) =>
    sender.send(visitor, url({ sid }), { method: "POST", body: encodePackets(protocol, [packet]) });

  return {
    protocol,
    timeoutMs: sender.timeoutMs,
    url,
    knockBody: encodePackets(protocol, [KNOCK[protocol]]),
    decode: (body) => decodePackets(protocol, body),
    post,
    question: ASK[protocol],
    async handshake(visitor, { query = {}, ...options } = {}) {
      const exchange = await sender.send(visitor, url(query, options));
      const parsed = exchange.status === 200 ? parseHandshake(exchange.body) : null;
      if (parsed) await sleep(SETTLE_MS);
      // An instance of another revision would not understand what comes next.
      return { exchange, open: parsed?.protocol === protocol ? parsed.open : null };
    },
    ask: (visitor, sid) => post(visitor, sid, ASK[protocol]),
    knock: (visitor, sid, { query = {}, isWithoutGivenCookie = false } = {}) =>
      sender.send(visitor, url({ ...query, sid }), {
        method: "POST",
        body: encodePackets(protocol, [KNOCK[protocol]]),
        isWithoutGivenCookie,
      }),
    poll: (visitor, sid, options) => sender.send(visitor, url({ sid }), options),
    end: (visitor, sid) => post(visitor, sid, CLOSE),
    offerUpgrade: (visitor, sid) => sender.openWebSocket(visitor, url({ transport: "websocket", sid })),
    async openWebSocket(visitor, sid, { answerWithinMs = sender.timeoutMs } = {}) {
      const query = { transport: "websocket", ...(sid !== undefined && { sid }) };
      const { exchange, connection } = await sender.openWebSocket(visitor, url(query));
      if (sid !== undefined) connection?.send("2probe");
      const first = (await connection?.next(answerWithinMs)) ?? null;
      const open = sid === undefined && first !== null ? parseOpen(first) : null;
      return { exchange, connection, open, speaks: sid === undefined ? open !== null : first === "3probe" };
    },
  };
}
