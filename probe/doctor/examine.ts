import { createEngineClient } from "../wire/engine-client.ts";
import { openSession, type EngineSession } from "../wire/engine-session.ts";
import type { Exchange } from "../wire/exchange.ts";
import { greet, Untestable, type Greeting, type Met } from "../wire/greet.ts";
import { createPace, OutOfTime, type Turn } from "../wire/pace.ts";
import { createSender, type Sender } from "../wire/sender.ts";
import { createVisitor, type Visitor } from "../wire/visitor.ts";
import { DEFAULT_SESSIONS } from "./default-sessions.ts";
import { steeringOf } from "./diagnosis/survival.ts";
import type { Evidence, IdleRun } from "./evidence.ts";
import { createCookieLog } from "./probes/cookie-log.ts";
import { isRepeated, probeCaching } from "./probes/probe-caching.ts";
import { probeCrossOrigin } from "./probes/probe-cross-origin.ts";
import { probeHealth } from "./probes/probe-health.ts";
import { probeIdle } from "./probes/probe-idle.ts";
import {
  compareVisitors,
  knockAtSessions,
  probeAlone,
  probeReconnects,
  receiveGuests,
} from "./probes/probe-instances.ts";
import { probePairs } from "./probes/probe-pairs.ts";
import { holdCrowd, livesWithOnly, type Crowd } from "./probes/probe-sessions.ts";
import { probeTrace } from "./probes/probe-trace.ts";
import {
  isUsersOwn,
  probeAddresses,
  probeKeyedSessions,
  probeNames,
  probeQueries,
  probeWithoutGivenCookie,
} from "./probes/probe-variations.ts";
import { holdWebSockets, probeWebSockets } from "./probes/probe-web-sockets.ts";
import { watchEndpoint } from "./probes/watch-endpoint.ts";

export interface ExamineOptions {
  /** Where Socket.IO may be, with the user's own query if there is one; the first place where it is counts. */
  endpoints: readonly URL[];
  /** The page that visitors are on; null: one of the endpoint's own origin. */
  origin: string | null;
  /** The page that browsers visit first; null: the root of the endpoint, looked at only where affinity is missing. */
  page: URL | null;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  isInsecure: boolean;
  /** Sessions held open together. */
  sessions: number;
  /** Requests a second. */
  rate: number;
  /** For everything. */
  timeLimitSeconds: number;
  /** For one answer. */
  waitSeconds: number;
  /** Path of the health check; null: not looked at. */
  healthPath: string | null;
  /** Waits for the idle timeout to strike. */
  waitsIdle: boolean;
  /** What is being looked at, in a few words. */
  onProgress?: (what: string) => void;
}

/** What a session of the crowd costs, in requests. */
const REQUESTS_PER_SESSION = 5;
const MIN_SESSIONS = 5;
const GUESTS = 10;
const KNOCKED_AT = 4;
const KNOCKS = 15;
const MORE_SESSIONS = { sessions: 8, knocks: 3 };
/** Where an answer takes longer, one request after the other is asked for less often. */
const SLOW_MS = 400;
/** A page that nobody named is not worth more. */
const PAGE_MS = 5000;
const RECONNECTS = 3;
const URGENT = 1;

/** Measures an endpoint. Throws `Untestable` when there is nothing to measure. */
export async function examine(options: ExamineOptions): Promise<Evidence> {
  const { onProgress = () => {} } = options;
  const begun = performance.now();
  const pace = createPace({ perSecond: options.rate, seconds: options.timeLimitSeconds });
  const senderFor = (more: {
    pageOrigin: string;
    turn?: Turn;
    onExchange?: (exchange: Exchange, visitor: Visitor) => void;
  }): Sender =>
    createSender({
      pace,
      timeoutMs: options.waitSeconds * 1000,
      headers: options.headers,
      isInsecure: options.isInsecure,
      // For what may well fail: that is then a finding of its own.
      onExchange: () => {},
      ...more,
    });

  onProgress("who is there");
  const { endpoint, greeting, pageOrigin } = await meet(options, (origin) => senderFor({ pageOrigin: origin }));
  const { transport, protocol } = greeting;
  const watch = watchEndpoint();
  const log = createCookieLog(endpoint);
  const onExchange = (exchange: Exchange, visitor: Visitor): void => {
    watch.note(exchange);
    log.note(exchange, visitor);
  };
  const sender = senderFor({ pageOrigin, onExchange });
  const apart = senderFor({ pageOrigin });
  const client = createEngineClient(sender, endpoint, protocol);
  const clientOf = (turn: Turn) => createEngineClient(senderFor({ pageOrigin, onExchange, turn }), endpoint, protocol);
  const urgent = clientOf({ urgency: URGENT });
  const sideBySide = clientOf({ urgency: URGENT, isTogether: true });
  const apartClient = createEngineClient(apart, endpoint, protocol);
  const evidence: Evidence = {
    ...nothingYet(greeting),
    url: endpoint.origin + endpoint.pathname,
    queryNames: [...new Set(endpoint.searchParams.keys())].filter(isUsersOwn),
    hasGivenCookie: options.headers["cookie"] !== undefined,
    pageOrigin,
  };

  let isCutShort = false;
  /** What was measured until the time limit stays. */
  const attempt = async (task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      isCutShort = true;
    }
  };
  /** Side by side; each says what it is when it begins. */
  const together = (...tasks: ([what: string, task: () => Promise<void>] | null)[]) =>
    Promise.all(
      tasks.map(async (one) => {
        if (!one || pace.left() === 0) return;
        onProgress(one[0]);
        await attempt(one[1]);
      }),
    );

  const page = options.page ?? new URL("/", endpoint);
  let startsAtPage = options.page !== null;
  const visitPage = async (visitor: Visitor): Promise<Exchange> => {
    const exchange = await apart.send(visitor, page, { headers: { accept: "text/html,*/*" } });
    log.note(exchange, visitor, "page");
    return exchange;
  };
  const arrive = async (visitor: Visitor): Promise<void> => {
    if (startsAtPage && visitor.jar && visitor.jar.header(client.url()) === "") await visitPage(visitor);
  };

  const idleTransports: IdleRun["transport"][] = transport === "polling" ? ["websocket", "polling"] : ["websocket"];
  const idle = options.waitsIdle ? probeIdle(apartClient, idleTransports) : null;
  // Its failure is seen when it is waited for.
  idle?.catch(() => {});

  /** On every path, a cache that gives everybody the same session leaves nothing to measure. */
  const isMixedUp = () => isRepeated(evidence.repeated?.different ?? []);
  const needsPage = () =>
    ["nothing", "unsteady"].includes(steeringOf(evidence)) && (evidence.page?.cookies.length ?? 0) > 0;

  // None of these is waited for before it is needed: a page may hang.
  const side = together(
    [
      "the page",
      async () => {
        const visitor = createVisitor(page, { hasJar: true });
        const headers = { accept: "text/html,*/*" };
        const exchange = await apart.send(visitor, page, { headers, ...(!startsAtPage && { timeoutMs: PAGE_MS }) });
        const cookies = visitor.jar!.header(client.url());
        const names = cookies === "" ? [] : cookies.split("; ").map((pair) => pair.split("=")[0]!);
        evidence.page = { url: page.origin + page.pathname, exchange, cookies: names };
      },
    ],
    ["other origins", async () => void (evidence.crossOrigin = await probeCrossOrigin(apart, client, options.origin))],
    ["what stands in front", async () => void (evidence.trace = await probeTrace(apart, client))],
    options.healthPath === null
      ? null
      : ["the health path", async () => void (evidence.health = await probeHealth(apart, client, options.healthPath!))],
  );
  // Seen when it is waited for.
  side.catch(() => {});
  await together([
    "caches",
    async () => void (transport === "polling" && (evidence.repeated = await probeCaching(client, greeting))),
  ]);

  let crowd: Crowd | null = null;
  async function gather(isQuiet: boolean): Promise<void> {
    await crowd?.close().catch(() => {});
    crowd = await holdCrowd(sideBySide, { size: crowdSize(options, greeting), arrive, isQuiet });
    isCutShort ||= crowd.isCutShort;
    evidence.sessions = crowd.runs;
    evidence.together = crowd.together;
    evidence.cookies = log.cookies();
  }
  const hasPolling = transport === "polling" && !isMixedUp();
  await together(
    hasPolling ? ["sessions held open together", () => gather(false)] : null,
    transport === "websocket"
      ? ["WebSockets held open together", async () => void (evidence.heldSockets = await holdWebSockets(sideBySide))]
      : null,
  );
  await side;
  evidence.asking = whatBecomesOfAsking(evidence);
  if (evidence.asking !== null) await together(["sessions that only stay", () => gather(true)]);
  if (hasPolling && needsPage() && !startsAtPage) {
    startsAtPage = true;
    await together(["sessions that begin at the page", () => gather(evidence.asking !== null)]);
  }

  const survivors: Crowd["survivors"] = (crowd as Crowd | null)?.survivors ?? [];
  // A few sessions live by chance on any connection.
  if (transport === "polling" && steeringOf(evidence) === "connection") {
    await together(["sessions asked for alone", async () => void (evidence.alone = await probeAlone(urgent))]);
  }
  const steering = transport === "polling" ? steeringOf(evidence) : "websocket";
  const guests: EngineSession[] = [];
  let dismiss = async (): Promise<void> => {};
  const receive = async (by: "cookies" | "connections", count = GUESTS): Promise<void> => {
    const received = await receiveGuests(urgent, { by, count, transport, arrive });
    guests.push(...received.sessions);
    dismiss = received.close;
  };
  const knock = async (): Promise<void> => {
    const count = options.sessions > DEFAULT_SESSIONS ? options.sessions : KNOCKED_AT;
    const answerTimes = evidence.sessions.flatMap((run) => run.answerTimes).toSorted((a, b) => a - b);
    const isSlow = (answerTimes[Math.floor(answerTimes.length / 2)] ?? 0) > SLOW_MS;
    const perSession = await knockAtSessions(urgent, {
      ...(isSlow ? { sessions: 2, knocks: 12 } : { sessions: count, knocks: KNOCKS }),
      transport,
    });
    const hits = perSession.flat();
    // All alike: with a hash of the session id that would be chance, and more sessions tell.
    if (transport === "polling" && hits.length > 0 && (hits.every(Boolean) || !hits.some(Boolean))) {
      perSession.push(...(await knockAtSessions(urgent, { ...MORE_SESSIONS, transport })));
    }
    evidence.instances = hits.length > 0 ? { method: "knocks", perSession } : null;
  };

  // Alone: a balancer that takes turns is then seen to do so.
  if (steering === "cookie") await together(["how many instances answer", () => receive("cookies")]);
  if (steering === "connection") await together(["how many instances answer", () => receive("connections")]);
  if (steering === "unsteady" || steering === "nothing") {
    await together(["how many instances answer", knock]);
    await together(["a key in the query", async () => void (evidence.keyed = await probeKeyedSessions(apartClient))]);
  }
  const own =
    steering === "nothing needed"
      ? survivors.find(({ connection, hasJar }) => connection === "fresh" && !hasJar)
      : undefined;
  // Who counts connections late leads all who come at once to one instance: some come one after the other, too.
  if (own) await together(["visitors who come later", () => receive("cookies", RECONNECTS)]);
  if (steering === "websocket") {
    evidence.cookies = log.cookies();
    await together([
      "how many instances answer",
      async () => {
        if (evidence.cookies.length > 0) return receive("cookies");
        await knock();
        await receive("cookies", RECONNECTS);
      },
    ]);
  }

  if (hasPolling) evidence.askedForSessions = watch.seen().timeline.length;
  const returning = (
    guests.length > 0 ? guests : survivors.filter(({ hasJar, connection }) => hasJar && connection === "fresh")
  ).slice(0, RECONNECTS);
  const isLed = steering === "cookie" || steering === "nothing needed" || steering === "websocket";
  const hasNames = /[a-z]/i.test(endpoint.hostname) && !endpoint.hostname.startsWith("[");
  await together(
    guests.length > RECONNECTS
      ? [
          "which visitors share an instance",
          async () => {
            const by = steering === "connection" ? "connections" : "cookies";
            evidence.instances = await compareVisitors(client, by, guests);
          },
        ]
      : null,
    isMixedUp()
      ? null
      : [
          "WebSockets",
          () =>
            probeWebSockets(client, {
              transport,
              arrive,
              isLed,
              asks: evidence.asking === "not answered",
              take: (run) => void evidence.webSockets.push(run),
            }),
        ],
    steering === "cookie"
      ? [
          "which cookie it is",
          async () => {
            evidence.effectiveCookies = await findEffective();
          },
        ]
      : null,
    isLed && returning.length > 0
      ? ["reconnects", async () => void (evidence.reconnects = await probeReconnects(client, returning))]
      : null,
    own ? ["other source addresses", async () => void (evidence.addresses = await probeAddresses(client, own))] : null,
    own
      ? [
          "session ids",
          async () => {
            const others = survivors.filter((one) => one !== own);
            evidence.pairs = await probePairs(sender, client, [own, ...guests, ...others]);
          },
        ]
      : null,
    own ? ["the query", async () => void (evidence.queries = await probeQueries(client, own))] : null,
    isLed && hasNames && transport === "polling"
      ? ["the addresses of the name", async () => void (evidence.names = await probeNames(apartClient))]
      : null,
  );
  // Last, since it may bring visitors a cookie of their own.
  await together(
    isLed && evidence.hasGivenCookie && survivors.length > 0
      ? [
          "the given cookie",
          async () => void (evidence.withoutGivenCookie = await probeWithoutGivenCookie(apartClient, survivors)),
        ]
      : null,
  );
  if (transport === "websocket" && everybodyIsOne(evidence)) {
    await together(["other source addresses", probeSourcesOverWebSocket]);
  }
  const { isAnswered } = watch.seen().timeline.findLast((one) => one.isAnswered !== null) ?? { isAnswered: true };
  // What went unanswered last may have been of its own kind, as WebSockets are.
  if (!isAnswered) await together(["whether it still answers", seeWhetherItAnswers]);
  await together(["closing the sessions", async () => void (await Promise.all([dismiss(), crowd?.close()]))]);
  if (idle) await together(["idle connections", async () => void (evidence.idle = await idle)]);

  async function seeWhetherItAnswers(): Promise<void> {
    const { session } = await openSession(urgent, createVisitor(client.url()), transport);
    await session?.close();
  }

  async function findEffective(): Promise<string[]> {
    const kept = evidence.cookies.filter(({ refusal, isSessionId }) => refusal === null && !isSessionId);
    // A browser that keeps the only one there is has been measured.
    if (kept.length === 1) return [kept[0]!.name];
    const lives = await Promise.all(kept.map(({ name }) => livesWithOnly(client, name, arrive)));
    return kept.filter((_cookie, index) => lives[index]).map(({ name }) => name);
  }

  async function probeSourcesOverWebSocket(): Promise<void> {
    const { connection, open } = await client.openWebSocket(createVisitor(client.url()));
    try {
      if (!connection || !open) return;
      const session: EngineSession = {
        sid: open.sid,
        transport: "websocket",
        visitor: createVisitor(client.url()),
        close: async () => connection.close(),
      };
      evidence.addresses = await probeAddresses(client, session);
    } finally {
      connection?.close();
    }
  }

  return {
    ...evidence,
    ...watch.seen(),
    cookies: log.cookies(),
    isCutShort,
    requests: pace.requests(),
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Fewer where the time limit is short, or where the server gives a session up before so many can be kept. */
function crowdSize({ sessions, rate, timeLimitSeconds }: ExamineOptions, { open }: Greeting): number {
  const affordable = Math.floor((rate * timeLimitSeconds) / 2 / REQUESTS_PER_SESSION);
  const keepable = Math.floor((rate * (open.pingInterval + open.pingTimeout)) / 1000 / 3);
  return Math.max(MIN_SESSIONS, Math.min(sessions, affordable, keepable));
}

/** Comes as a visitor of the page that was asked for; where that is refused, of the endpoint's own. */
async function meet(
  { endpoints, origin }: ExamineOptions,
  senderOf: (pageOrigin: string) => Sender,
): Promise<Met & { pageOrigin: string }> {
  const own = endpoints[0]!.origin;
  const pageOrigin = origin ?? own;
  try {
    const met = await greet(senderOf(pageOrigin), endpoints);
    return { ...met, pageOrigin: origin ?? met.endpoint.origin };
  } catch (error) {
    const isRefused = error instanceof Untestable && (error.status === 401 || error.status === 403);
    if (origin === null || !isRefused) throw error;
    return { ...(await greet(senderOf(own), endpoints)), pageOrigin: own };
  }
}

/** Whether sessions that ask must not count: the server does not answer them, or ends them while those that stay live. */
function whatBecomesOfAsking({ sessions }: Evidence): Evidence["asking"] {
  // One that was late says nothing of the others.
  const asked = sessions.filter(({ isQuiet, outcome }) => !isQuiet && outcome === "survived");
  if (asked.filter(({ isSilent }) => isSilent).length * 2 > asked.length) return "not answered";
  const counted = sessions.filter(
    ({ connection, outcome }) => connection === "fresh" && (outcome === "lost" || outcome === "survived"),
  );
  const asking = counted.filter(({ isQuiet }) => !isQuiet);
  const quiet = counted.filter(({ isQuiet }) => isQuiet);
  const areEnded =
    asking.length >= 2 &&
    quiet.length >= 2 &&
    asking.every(({ outcome }) => outcome === "lost") &&
    quiet.every(({ outcome }) => outcome === "survived");
  return areEnded ? "ends sessions" : null;
}

function everybodyIsOne({ instances }: Evidence): boolean {
  return instances?.method === "knocks" && instances.perSession.flat().every(Boolean);
}

function nothingYet(greeting: Greeting): Omit<Evidence, "url" | "queryNames" | "hasGivenCookie" | "pageOrigin"> {
  return {
    greeting,
    answers: [],
    timeline: [],
    askedForSessions: 0,
    openings: [],
    rateLimit: [],
    page: null,
    repeated: null,
    sessions: [],
    asking: null,
    together: 0,
    cookies: [],
    effectiveCookies: null,
    instances: null,
    addresses: null,
    names: null,
    queries: null,
    keyed: null,
    alone: null,
    withoutGivenCookie: null,
    pairs: null,
    reconnects: null,
    webSockets: [],
    heldSockets: null,
    crossOrigin: null,
    health: null,
    idle: null,
    trace: null,
    isCutShort: false,
    requests: 0,
    seconds: 0,
  };
}
