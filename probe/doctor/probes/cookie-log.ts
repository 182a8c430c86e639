import { Cookie } from "tough-cookie";
import type { SeenCookie } from "../evidence.ts";
import { whyRefused } from "../../wire/browser-jar.ts";
import { parseHandshake } from "../../wire/engine-packets.ts";
import { headerValues, type Exchange } from "../../wire/exchange.ts";
import type { Visitor } from "../../wire/visitor.ts";

interface Seen {
  line: string;
  from: SeenCookie["from"];
  timesSet: number;
  isChanging: boolean;
  isDoubled: boolean;
  isSessionId: boolean;
  first: Map<Visitor, string>;
}

/** Watches what answers of the endpoint set, to visitors who keep cookies. */
export interface CookieLog {
  note(exchange: Exchange, visitor: Visitor, from?: SeenCookie["from"]): void;
  cookies(): SeenCookie[];
}

export function createCookieLog(endpoint: URL): CookieLog {
  const seen = new Map<string, Seen>();
  let answers = 0;

  function noteCookie(cookie: Cookie, line: string, exchange: Exchange, visitor: Visitor, from: SeenCookie["from"]) {
    const { key, value } = cookie;
    const known: Seen = seen.get(key) ?? {
      line,
      from,
      timesSet: 0,
      isChanging: false,
      isDoubled: false,
      isSessionId: false,
      first: new Map(),
    };
    const first = known.first.get(visitor);
    if (first === undefined) known.first.set(visitor, value);
    else if (first !== value) known.isChanging = true;
    known.timesSet += 1;
    known.isSessionId ||= parseHandshake(exchange.body)?.open.sid === value;
    seen.set(key, known);
  }

  return {
    note(exchange, visitor, from = "endpoint") {
      if (!visitor.jar || exchange.status === null) return;
      if (from === "endpoint") answers += 1;
      const inThisAnswer = new Map<string, string>();
      for (const line of headerValues(exchange, "set-cookie")) {
        const cookie = Cookie.parse(line);
        if (!cookie) continue;
        const other = inThisAnswer.get(cookie.key);
        inThisAnswer.set(cookie.key, cookie.value);
        if (other === undefined) noteCookie(cookie, line, exchange, visitor, from);
        else if (other !== cookie.value) seen.get(cookie.key)!.isDoubled = true;
      }
    },
    cookies: () => [...seen].map(([name, what]) => describe(name, what, answers, endpoint)),
  };
}

function describe(name: string, { first, ...what }: Seen, answers: number, endpoint: URL): SeenCookie {
  const cookie = Cookie.parse(what.line)!;
  const { sameSite } = cookie;
  return {
    ...what,
    name,
    answers,
    value: cookie.value,
    isSecure: cookie.secure,
    isHttpOnly: cookie.httpOnly,
    sameSite: sameSite === "none" || sameSite === "lax" || sameSite === "strict" ? sameSite : null,
    path: cookie.path,
    lifetime: lifetimeOf(cookie),
    firstValues: { distinct: new Set(first.values()).size, visitors: first.size },
    refusal: whyRefused(what.line, endpoint),
  };
}

function lifetimeOf(cookie: Cookie): number | null {
  if (typeof cookie.maxAge === "number") return cookie.maxAge;
  if (!(cookie.expires instanceof Date)) return null;
  return Math.round((cookie.expires.getTime() - Date.now()) / 1000);
}
