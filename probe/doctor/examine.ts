import { steeringOf } from "./diagnosis/survival.ts";
import type { Evidence, IdleRun } from "./evidence.ts";
import { createCookieLog } from "./probes/cookie-log.ts";
import { greet, Untestable } from "../wire/greet.ts";
import { probeAddresses } from "./probes/probe-addresses.ts";
import { isRepeated, probeCaching } from "./probes/probe-caching.ts";
import { probeCookies } from "./probes/probe-cookies.ts";
import { probeCrossOrigin } from "./probes/probe-cross-origin.ts";
import { probeHealth } from "./probes/probe-health.ts";
import { probeIdle } from "./probes/probe-idle.ts";
import { compareVisitors, knockAtSessions } from "./probes/probe-instances.ts";
import { probePairs } from "./probes/probe-pairs.ts";
import { probeReconnects } from "./probes/probe-reconnects.ts";
import { probeSession, SESSION_KINDS } from "./probes/probe-sessions.ts";
import { probeTrace } from "./probes/probe-trace.ts";
import { probeWebSockets } from "./probes/probe-web-sockets.ts";
import { createEngineClient } from "../wire/engine-client.ts";
import { createPace, OutOfTime } from "../wire/pace.ts";
import type { Exchange } from "../wire/exchange.ts";
import { createSender } from "../wire/sender.ts";
import type { Visitor } from "../wire/visitor.ts";

export interface ExamineOptions {
  /** With Socket.IO's path, and the user's own query if there is one. */
  endpoint: URL;
  /** The page that visitors are on; null: one of the endpoint's own origin. */
  origin: string | null;
  headers: Readonly<Record<string, string>>;
  isInsecure: boolean;
  /** Sessions of each kind. */
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

const KNOCKS = 15;
const RECONNECTS = 3;
/** Of each kind. */
const WEB_SOCKETS = 2;
/** With each cookie alone. */
const COOKIE_SESSIONS = 2;

/** Measures an endpoint. Throws `Untestable` when there is nothing to measure. */
export async function examine(options: ExamineOptions): Promise<Evidence> {
  const { endpoint, onProgress = () => {} } = options;
  const begun = performance.now();
  const pace = createPace({ perSecond: options.rate, seconds: options.timeLimitSeconds });
  const failures: Evidence["failures"] = { count: 0, requests: 0, examples: [] };
  const log = createCookieLog(endpoint);
  const senders = (pageOrigin: string) => {
    const sending = {
      pace,
      pageOrigin,
      timeoutMs: options.waitSeconds * 1000,
      headers: options.headers,
      isInsecure: options.isInsecure,
    };
    return {
      pageOrigin,
      sender: createSender({ ...sending, onExchange: note }),
      // For what may well fail: that is then a finding of its own.
      apart: createSender({ ...sending, onExchange: () => {} }),
    };
  };
  function note(exchange: Exchange, visitor: Visitor): void {
    log.note(exchange, visitor);
    failures.requests += 1;
    if (exchange.status !== null && exchange.status < 500 && exchange.status !== 429) return;
    failures.count += 1;
    if (failures.examples.length < 3) failures.examples.push(exchange);
  }

  onProgress("who is there");
  const { client, greeting, sender, apart, pageOrigin } = await meet();

  /** Comes as a visitor of the page that was asked for; where that is refused, of the endpoint's own. */
  async function meet() {
    const asked = senders(options.origin ?? endpoint.origin);
    try {
      return { ...asked, ...(await greet(asked.sender, endpoint)) };
    } catch (error) {
      const isRefused = error instanceof Untestable && (error.status === 401 || error.status === 403);
      if (options.origin === null || !isRefused) throw error;
      const own = senders(endpoint.origin);
      return { ...own, ...(await greet(own.sender, endpoint)) };
    }
  }

  const { transport } = greeting;
  const evidence: Evidence = { ...nothingYet(), url: endpoint.href, pageOrigin, greeting, failures };

  onProgress(options.waitsIdle ? "idle connections, meanwhile" : "caches");
  const idleTransports: IdleRun["transport"][] = transport === "polling" ? ["websocket", "polling"] : ["websocket"];
  const idle = options.waitsIdle
    ? probeIdle(createEngineClient(apart, endpoint, greeting.protocol), idleTransports)
    : null;
  // Its failure is seen when it is waited for.
  idle?.catch(() => {});

  const steps: Step[] = [
    [
      "caches",
      async () => {
        if (transport === "polling") evidence.repeated = await probeCaching(client);
      },
    ],
    [
      "polling sessions",
      async () => {
        if (transport === "websocket" || isMixedUp()) return;
        for (const kind of SESSION_KINDS) {
          for (let count = 0; count < options.sessions; count += 1) {
            const isSilent = evidence.sessions.some((run) => run.isSilent);
            evidence.sessions.push(await probeSession(client, kind, { isSilent }));
          }
        }
        evidence.cookies = log.cookies();
      },
    ],
    [
      "WebSockets",
      async () => {
        if (isMixedUp()) return;
        evidence.webSockets = await probeWebSockets(client, WEB_SOCKETS, transport);
        if (transport === "websocket") evidence.cookies = log.cookies();
      },
    ],
    [
      "which cookie it is",
      async () => {
        if (steeringOf(evidence) !== "cookie") return;
        const isSilent = evidence.sessions.some((run) => run.isSilent);
        evidence.effectiveCookies = await probeCookies(client, evidence.cookies, { count: COOKIE_SESSIONS, isSilent });
      },
    ],
    ["how many instances answer", async () => void (evidence.instances = await countInstances())],
    [
      "other source addresses",
      async () => {
        if (!isOneForAll()) return;
        evidence.addresses = await probeAddresses(client, transport);
        if (transport === "polling") evidence.pairs = await probePairs(sender, client);
      },
    ],
    [
      "reconnects",
      async () => {
        const steering = steeringOf(evidence);
        if (steering === "nothing" || (steering === "not measured" && transport === "polling")) return;
        evidence.reconnects = await probeReconnects(client, { hasJar: true, count: RECONNECTS, transport });
      },
    ],
    ["other origins", async () => void (evidence.crossOrigin = await probeCrossOrigin(apart, client, options.origin))],
    [
      "the health path",
      async () => {
        if (options.healthPath !== null) evidence.health = await probeHealth(apart, client, options.healthPath);
      },
    ],
    ["what stands in front", async () => void (evidence.trace = await probeTrace(apart, client))],
    ["idle connections", async () => void (evidence.idle = await idle)],
  ];

  /** Behind a cache that gives everybody the same session there is nothing to measure. */
  function isMixedUp(): boolean {
    return isRepeated(evidence.repeated?.different ?? []);
  }

  /** Whether every request from here reaches the same instance, whatever it carries. */
  function isOneForAll(): boolean {
    if (transport === "polling") return steeringOf(evidence) === "nothing needed";
    return evidence.instances?.method === "knocks" && evidence.instances.perSession.flat().every(Boolean);
  }

  async function countInstances(): Promise<Evidence["instances"]> {
    const count = options.sessions * 3;
    const compare = (by: "cookies" | "connections" | "nothing") => compareVisitors(client, { by, count, transport });
    const knock = () => knockAtSessions(client, { sessions: options.sessions, knocks: KNOCKS, transport });
    if (transport === "websocket") {
      return (evidence.cookies.length > 0 ? await compare("cookies") : null) ?? (await knock());
    }
    switch (steeringOf(evidence)) {
      case "cookie":
        return compare("cookies");
      case "connection":
        return compare("connections");
      case "nothing needed":
        return compare("nothing");
      case "unsteady":
      case "nothing":
        return knock();
      case "not measured":
        return null;
    }
  }

  evidence.isCutShort = !(await walk(steps, onProgress));
  return { ...evidence, requests: pace.requests(), seconds: (performance.now() - begun) / 1000 };
}

type Step = [what: string, step: () => Promise<void>];

/** False when the time limit ended it. */
async function walk(steps: readonly Step[], onProgress: (what: string) => void): Promise<boolean> {
  try {
    for (const [what, step] of steps) {
      onProgress(what);
      await step();
    }
    return true;
  } catch (error) {
    if (error instanceof OutOfTime) return false;
    throw error;
  }
}

function nothingYet(): Omit<Evidence, "url" | "pageOrigin" | "greeting" | "failures"> {
  return {
    repeated: null,
    sessions: [],
    cookies: [],
    effectiveCookies: null,
    instances: null,
    addresses: null,
    pairs: null,
    reconnects: null,
    webSockets: [],
    crossOrigin: null,
    health: null,
    idle: null,
    trace: null,
    isCutShort: false,
    requests: 0,
    seconds: 0,
  };
}
