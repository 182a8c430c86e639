import type { Agent } from "node:http";
import type { BrowserJar } from "./browser-jar.ts";
import { exchange, headerValues, type Exchange } from "./exchange.ts";
import type { Pace } from "./pace.ts";
import { parseOpen, type OpenPacket } from "./parse-open.ts";

/** What every request of the doctor says about itself. */
export const USER_AGENT = "sticky-rooms-doctor/0.1 (npm run doctor; a diagnosis of sticky sessions)";

/**
 * A namespace that no application has. Asking for it makes a Socket.IO server answer ("Invalid namespace") without
 * touching the application: none of its connection handlers runs.
 */
const ASK = "40/sticky-rooms-doctor,";

/** One who asks: with or without cookies, on a connection of its own or on new ones. */
export interface Visitor {
  jar: BrowserJar | null;
  /** Null: each request opens a connection. */
  agent: Agent | null;
  localAddress?: string;
  headers?: Record<string, string>;
}

export interface EngineClientOptions {
  origin: string;
  /** Such as /socket.io/ */
  path: string;
  pace: Pace;
  /** Milliseconds that one answer may take. */
  timeoutMs: number;
  /** Is shown each exchange. */
  onExchange?: (exchange: Exchange) => void;
}

export type EngineClient = ReturnType<typeof createEngineClient>;

/** Engine.IO 4 over HTTP polling, one request at a time, so that cookies and connections are under control. */
export function createEngineClient({ origin, path, pace, timeoutMs, onExchange }: EngineClientOptions) {
  let stamp = 0;

  function url(query: Record<string, string>, { isUnique = true } = {}): URL {
    const built = new URL(path, origin);
    for (const [name, value] of Object.entries({ EIO: "4", transport: "polling", ...query })) {
      built.searchParams.set(name, value);
    }
    // As Socket.IO's own client does, against caches.
    if (isUnique) built.searchParams.set("t", `doctor${(stamp++).toString(36)}`);
    return built;
  }

  async function send(
    visitor: Visitor,
    target: URL,
    request: { method?: "GET" | "POST" | "OPTIONS"; body?: string; headers?: Record<string, string>; onSent?: () => void } = {},
  ): Promise<Exchange> {
    await pace.turn();
    const cookie = visitor.jar?.header(target) ?? "";
    const result = await exchange(target, {
      ...request,
      headers: {
        "User-Agent": USER_AGENT,
        Accept: "*/*",
        ...(request.body === undefined ? {} : { "Content-Type": "text/plain;charset=UTF-8" }),
        ...(cookie ? { Cookie: cookie } : {}),
        ...visitor.headers,
        ...request.headers,
      },
      ...(visitor.agent ? { agent: visitor.agent } : {}),
      ...(visitor.localAddress === undefined ? {} : { localAddress: visitor.localAddress }),
      timeoutMs: Math.max(1, Math.min(timeoutMs, pace.left())),
    });
    visitor.jar?.take(headerValues(result, "set-cookie"), target);
    onExchange?.(result);
    return result;
  }

  const post = (visitor: Visitor, sid: string, body: string) => send(visitor, url({ sid }), { method: "POST", body });

  return {
    url,
    send,
    async handshake(
      visitor: Visitor,
      options: { isUnique?: boolean } = {},
    ): Promise<{ exchange: Exchange; open: OpenPacket | null }> {
      const result = await send(visitor, url({}, options));
      return { exchange: result, open: result.status === 200 ? parseOpen(result.body) : null };
    },
    /** Makes the server have something to say in this session. */
    ask: (visitor: Visitor, sid: string) => post(visitor, sid, ASK),
    /** The cheapest request that only the session's own instance accepts: an unasked-for pong. */
    knock: (visitor: Visitor, sid: string) => post(visitor, sid, "3"),
    poll: (visitor: Visitor, sid: string, onSent?: () => void) =>
      send(visitor, url({ sid }), onSent === undefined ? {} : { onSent }),
    /** Ends the session, as well as one can from here. */
    end: (visitor: Visitor, sid: string) => post(visitor, sid, "1"),
  };
}

/** Whether the instance that answered knew the session. */
export function isKnown({ status }: Exchange): boolean {
  return status === 200;
}
