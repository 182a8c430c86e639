import type { ConsoleRequest, ConsoleSession } from "../../../protocol/control/console.ts";
import type { SeenRequest } from "./seen-request.ts";
import { whyUnknown } from "./why-unknown.ts";

/** Counts; what is over them is forgotten, the oldest first. */
export interface LedgerLimits {
  /** Of those that every target knew, and as many again of the others. */
  sessions: number;
  visitors: number;
  /** Of each session: the targets that were asked. */
  asked: number;
}

export const LEDGER_LIMITS: LedgerLimits = { sessions: 500, visitors: 5_000, asked: 12 };

/** A handshake counts as that of a session that is asked for so soon after it. */
const HANDSHAKE_MS = 30_000;

interface Handshake {
  at: number;
  client: string;
  visitor: number;
  target: string;
}

interface HeldSession extends ConsoleSession {
  client: string;
}

/**
 * Who asks for which Engine.IO session at which target, and why a target did not know it: all of it from request lines,
 * cookies, targets and statuses. A session belongs to the target that answered a request for it well; until one has, to
 * the target of the handshake that can only have been its own.
 */
export function createSessionLedger(limits: LedgerLimits = LEDGER_LIMITS) {
  const known = new Map<string, HeldSession>();
  /** Apart, so that many sessions that are well do not push one out that somebody looks for. */
  const troubled = new Map<string, HeldSession>();
  const visitors = new Map<string, number>();
  let handshakes: Handshake[] = [];
  let visitorCount = 0;
  let requestCount = 0;
  let unknownCount = 0;

  const find = (id: string) => troubled.get(id) ?? known.get(id);

  function hold(session: HeldSession): void {
    known.delete(session.id);
    troubled.delete(session.id);
    const among = session.unknown ? troubled : known;
    among.set(session.id, session);
    if (among.size > limits.sessions) among.delete(oldest(among));
  }

  function visitorNumber(key: string): number {
    const known = visitors.get(key);
    const number = known ?? (visitorCount += 1);
    if (known !== undefined) visitors.delete(key);
    visitors.set(key, number);
    if (visitors.size > limits.visitors) visitors.delete(oldest(visitors));
    return number;
  }

  /** A session that somebody without a cookie asks for is that visitor's who asked for it before, from the same address. */
  function whoAsks(request: SeenRequest, session: HeldSession | undefined): number {
    const isKnownByCookie = request.cookie !== "none" && request.cookie !== "off";
    const isSame = session && !isKnownByCookie && session.client === request.client;
    return isSame ? session.visitor : visitorNumber(request.visitor);
  }

  /** The one that can only have made a session that is asked for now. */
  function handshakeOf(visitor: number, { at, client }: SeenRequest): Handshake | null {
    const recent = handshakes.filter((one) => at - one.at <= HANDSHAKE_MS && one.client === client);
    const own = recent.filter((one) => one.visitor === visitor);
    const candidates = own.length > 0 ? [own.at(-1)!] : recent;
    const [first] = candidates;
    if (!first || candidates.some((one) => one.target !== first.target)) return null;
    if (candidates.length > 1) return { ...first, visitor };
    handshakes = handshakes.filter((one) => one !== first);
    return first;
  }

  function open(id: string, request: SeenRequest): HeldSession {
    const asking = visitorNumber(request.visitor);
    const { target = null, visitor = asking } = handshakeOf(asking, request) ?? {};
    return {
      id,
      visitor,
      client: request.client,
      madeBy: target === null ? null : { target, by: "handshake" },
      asked: [],
      askedCount: 0,
      isWebSocketOpen: false,
      unknownCount: 0,
      unknown: null,
      at: request.at,
    };
  }

  function ask(session: HeldSession, request: SeenRequest & { target: string }, visitor: number): boolean {
    const { target, status, at } = request;
    session.asked.push({ target, status });
    if (session.asked.length > limits.asked) session.asked.shift();
    session.askedCount += 1;
    session.at = at;
    if (status === 101 || (status >= 200 && status < 300)) {
      session.madeBy = { target, by: "answer" };
      if (status === 101) session.isWebSocketOpen = true;
      return false;
    }
    if (status !== 400) return false;
    session.unknownCount += 1;
    unknownCount += 1;
    const stranger = session.visitor === visitor ? null : visitor;
    session.unknown = { at, target, why: whyUnknown(request, session, stranger) };
    return true;
  }

  return {
    /** @returns its row, and the session that it changed. */
    take(request: SeenRequest): { row: ConsoleRequest; session: ConsoleSession | null } {
      const { at, cookie, named, method, path, target, group, status, ms, reason } = request;
      const engine = readEngineQuery(path);
      const session = engine?.sid && target !== null ? (find(engine.sid) ?? open(engine.sid, request)) : null;
      const visitor = session ? whoAsks(request, session) : visitorNumber(request.visitor);
      const isUnknownSession = session !== null && ask(session, { ...request, target: target! }, visitor);
      if (session) hold(session);
      else if (engine && engine.sid === null && engine.transport === "polling" && status === 200 && target !== null) {
        handshakes.push({ at, client: request.client, visitor, target });
        if (handshakes.length > limits.sessions) handshakes.shift();
      }
      requestCount += 1;
      const row: ConsoleRequest = {
        number: requestCount,
        at,
        visitor,
        cookie,
        named,
        method,
        path,
        target,
        group,
        status,
        ms,
        reason,
        session: session?.id ?? null,
        isUnknownSession,
      };
      return { row, session: session && view(session) };
    },
    /** @returns the session whose WebSocket it was. */
    closed(path: string): ConsoleSession | null {
      const sid = readEngineQuery(path)?.sid;
      const session = sid ? find(sid) : undefined;
      if (!session) return null;
      session.isWebSocketOpen = false;
      return view(session);
    },
    /** Those that are still remembered. */
    sessions: (): ConsoleSession[] => [...known.values(), ...troubled.values()].map(view),
    totals: () => ({ requests: requestCount, unknownSessions: unknownCount }),
  };
}

/** What an Engine.IO request's query says; null when it is not one. */
export function readEngineQuery(path: string): { sid: string | null; transport: string } | null {
  const at = path.indexOf("?");
  if (at < 0 || !path.includes("transport=", at)) return null;
  const query = new URLSearchParams(path.slice(at + 1));
  const transport = query.get("transport") ?? "";
  if (!["polling", "websocket", "webtransport"].includes(transport)) return null;
  return { sid: query.get("sid") || null, transport };
}

function view(session: HeldSession): ConsoleSession {
  const { client, ...told } = session;
  void client;
  return { ...told, asked: [...session.asked] };
}

function oldest<K>(of: Map<K, unknown>): K {
  return of.keys().next().value as K;
}
