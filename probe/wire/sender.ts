import { version } from "../../machine/commands/command.ts";
import { exchange, headerValues, type Exchange } from "./exchange.ts";
import type { Pace, Turn } from "./pace.ts";
import { proxyAgent, type Visitor } from "./visitor.ts";
import { openWebSocket, type WebSocketAnswer } from "./web-socket.ts";

/** What every request of the doctor says about itself. */
const USER_AGENT = `sticky-rooms-doctor/${version()} (a diagnosis of sticky sessions)`;

export interface SenderOptions {
  pace: Pace;
  /** Milliseconds that one answer may take. */
  timeoutMs: number;
  /** The page that a browser would be on. */
  pageOrigin: string;
  /** Of the user's, for every request: authorisation, say. */
  headers: Readonly<Record<string, string>>;
  /** Take any certificate. */
  isInsecure: boolean;
  /** Is shown every exchange, handshakes of WebSockets included. */
  onExchange(exchange: Exchange, visitor: Visitor): void;
  /** How its requests take their turns. */
  turn?: Turn;
}

export interface Request {
  method?: string;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  onSent?: () => void;
  /** Milliseconds that this answer may take, instead of what others may. */
  timeoutMs?: number;
  /** Gives it up; nobody is shown what comes of it then. */
  signal?: AbortSignal;
  /** Leaves away the Cookie header that the user gave. */
  isWithoutGivenCookie?: boolean;
}

/** Sends as a browser would, in its turn and within the time that is left; never throws but `OutOfTime`. */
export interface Sender {
  send(visitor: Visitor, url: URL, request?: Request): Promise<Exchange>;
  openWebSocket(visitor: Visitor, url: URL): Promise<WebSocketAnswer>;
  /** Milliseconds that one answer may take. */
  timeoutMs: number;
}

export function createSender(options: SenderOptions): Sender {
  const { pace, timeoutMs, pageOrigin, headers: extra, isInsecure, onExchange, turn } = options;
  const allowed = (wanted = timeoutMs) => ({
    timeoutMs: Math.ceil(Math.max(1, Math.min(wanted, pace.left()))),
    isShortened: pace.left() < wanted,
  });

  function headersFor({ jar }: Visitor, url: URL, request: Request): Record<string, string> {
    const given = request.isWithoutGivenCookie ? undefined : extra["cookie"];
    const cookies = [jar?.header(url), given].filter(Boolean).join("; ");
    const { cookie: _cookie, ...others } = extra;
    return {
      "user-agent": USER_AGENT,
      accept: "*/*",
      ...(request.body !== undefined && { "content-type": "text/plain;charset=UTF-8" }),
      ...others,
      ...(cookies && { cookie: cookies }),
      ...request.headers,
    };
  }

  function note(result: Exchange, visitor: Visitor, url: URL): void {
    visitor.jar?.take(headerValues(result, "set-cookie"), url);
    onExchange(result, visitor);
  }

  return {
    timeoutMs,
    async send(visitor, url, request = {}) {
      await pace.turn(turn);
      // A browser names the page's origin in what it posts, and in everything that goes to another origin.
      const saysOrigin = request.method === "POST" || pageOrigin !== url.origin;
      const result = await exchange(url, {
        ...request,
        headers: { ...(saysOrigin && { origin: pageOrigin }), ...headersFor(visitor, url, request) },
        agent: visitor.agent,
        ...(visitor.localAddress !== null && { localAddress: visitor.localAddress }),
        ...(visitor.remoteAddress !== null && { remoteAddress: visitor.remoteAddress }),
        isInsecure,
        ...allowed(request.timeoutMs),
      });
      if (!request.signal?.aborted) note(result, visitor, url);
      return result;
    },
    async openWebSocket(visitor, url) {
      await pace.turn(turn);
      const answer = await openWebSocket(url, {
        headers: { origin: pageOrigin, ...headersFor(visitor, url, {}) },
        ...(visitor.localAddress !== null && { localAddress: visitor.localAddress }),
        rejectUnauthorized: !isInsecure,
        // A kept connection carries no WebSocket.
        agent: proxyAgent(url) ?? undefined,
        ...allowed(),
      });
      note(answer.exchange, visitor, url);
      return answer;
    },
  };
}
