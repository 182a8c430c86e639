import { parseHandshake } from "./engine-packets.ts";
import { headerValues, type Exchange } from "./exchange.ts";

/** Engine.IO's codes, as in `{"code":1,"message":"Session ID unknown"}`. */
export const REFUSAL = {
  unknownTransport: 0,
  unknownSession: 1,
  badHandshakeMethod: 2,
  badRequest: 3,
  forbidden: 4,
  unsupportedProtocol: 5,
} as const;

/** What each server says, and which code it stands for; over a WebSocket only the text comes. */
const TEXTS: readonly [text: RegExp, code: number][] = [
  [/^Transport unknown$/, REFUSAL.unknownTransport],
  [/^Session ID unknown$/, REFUSAL.unknownSession],
  [/^Bad handshake method$/, REFUSAL.badHandshakeMethod],
  [/^Bad request$/, REFUSAL.badRequest],
  [/^Forbidden$/, REFUSAL.forbidden],
  [/^Unsupported protocol version$/, REFUSAL.unsupportedProtocol],
  // python-engineio, each as a JSON string.
  [/^"Invalid session( \S+)?"$/, REFUSAL.unknownSession],
  [/^"Invalid transport"$/, REFUSAL.unknownTransport],
  [/^"Invalid websocket upgrade"$/, REFUSAL.badRequest],
  [
    /^"The client is using an unsupported version of the Socket\.IO or Engine\.IO protocols"$/,
    REFUSAL.unsupportedProtocol,
  ],
  [/^"Not an accepted origin\."$/, REFUSAL.forbidden],
];

/** Engine.IO's own refusal, over HTTP or in answer to an upgrade; null for what somebody else says. */
export function refusalOf({
  status,
  body,
}: Pick<Exchange, "status" | "body">): { code: number; message: string } | null {
  if (status !== 400 && status !== 403) return null;
  const text = body.trim();
  const code = TEXTS.find(([pattern]) => pattern.test(text))?.[1];
  if (code !== undefined) return { code, message: text.replaceAll('"', "") };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { code: number, message } = value as { code?: unknown; message?: unknown };
    const isKnown = typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 5;
    return isKnown && typeof message === "string" ? { code: number, message } : null;
  } catch {
    return null;
  }
}

/** What a request was for. */
export type Purpose = "handshake" | "poll" | "post" | "websocket";

export function purposeOf({ method, target }: Pick<Exchange, "method" | "target">): Purpose {
  const query = new URLSearchParams(target.slice(target.indexOf("?") + 1));
  if (query.get("transport") === "websocket") return "websocket";
  if (method === "POST") return "post";
  return query.has("sid") ? "poll" : "handshake";
}

/**
 * Who answered. Accepted and refused: Engine.IO. Foreign: something else, which says nothing of sessions. None: nobody.
 * Cut: our own time limit came before the answer could.
 */
export type Voice = "accepted" | "refused" | "foreign" | "none" | "cut";

export function voiceOf(exchange: Exchange): Voice {
  const { status, error, errorCode, body } = exchange;
  if (errorCode === "CUT") return "cut";
  if (status === null || error !== null) return "none";
  if (refusalOf(exchange) !== null) return "refused";
  if (status === 101) return "accepted";
  if (status !== 200) return "foreign";
  switch (purposeOf(exchange)) {
    case "handshake":
      return parseHandshake(body) ? "accepted" : "foreign";
    case "post":
      return /^ok$/i.test(body.trim()) ? "accepted" : "foreign";
    case "poll":
      return isHtml(exchange) || body === "" ? "foreign" : "accepted";
    case "websocket":
      return "foreign";
  }
}

export function isHtml(exchange: Pick<Exchange, "headers">): boolean {
  return headerValues(exchange, "content-type").some((type) => /html/i.test(type));
}

/** Whether the instance that answered knew the session; or somebody failed on the way, and nobody can say. */
export type Knowledge = "known" | "unknown" | "failed";

/** Only Engine.IO's own words count: any other 4xx says something of the path, the method or the load. */
export function isKnown(exchange: Exchange): Knowledge {
  const voice = voiceOf(exchange);
  if (voice === "accepted") return "known";
  if (voice !== "refused") return "failed";
  const { code } = refusalOf(exchange)!;
  if (code === REFUSAL.unknownSession) return "unknown";
  // The session is there, over another transport.
  return code === REFUSAL.badRequest ? "known" : "failed";
}
