import { isIP } from "node:net";

/** How one environment variable becomes one setting. */
export interface Setting<T> {
  env: string;
  fallback: T;
  /** What it is, with its unit and what it costs. */
  about: string;
  /** What may be written there. */
  allowed: string;
  /** Undefined when `text` is not allowed. */
  parse(text: string): T | undefined;
}

function whole(env: string, fallback: number, min: number, max: number, about: string): Setting<number> {
  return {
    env,
    fallback,
    about,
    allowed: `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

function choice<T extends string>(env: string, fallback: NoInfer<T>, values: readonly T[], about: string): Setting<T> {
  return { env, fallback, about, allowed: values.join(", "), parse: (text) => values.find((value) => value === text) };
}

function text(env: string, allowed: string, pattern: RegExp, about: string): Setting<string> {
  return { env, fallback: "", about, allowed, parse: (value) => (pattern.test(value) ? value : undefined) };
}

function origin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username
    ? url.origin
    : undefined;
}

function trustedProxies(text: string): string[] | undefined {
  if (text === "none") return [];
  const networks = text.split(",").map((network) => network.trim());
  return networks.every(isNetwork) ? networks : undefined;
}

function isNetwork(network: string): boolean {
  if (network === "loopback" || network === "private") return true;
  const [address = "", prefix, ...more] = network.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

/** The longest that Node's timers can wait. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Every setting of an instance, its default and its bounds: the one place. With the defaults a full instance holds about 0.4 GB of messages (500 rooms of 200,000 characters in 1,000 messages) and 0.2 GB of
 * connections (10,000 of 17 to 25 kB).
 */
export const SETTINGS = {
  port: whole("PORT", 8000, 0, 65_535, "TCP port to listen on; 0 picks a free one"),
  host: text(
    "HOST",
    "an address or host name",
    /^[\w.:%-]+$/,
    "address to listen on (127.0.0.1; a container sets 0.0.0.0)",
  ),
  instance: text(
    "INSTANCE",
    "1 to 64 letters, digits, '_', '.' and '-'",
    /^[\w.-]{1,64}$/,
    "name of this instance (the hostname)",
  ),
  state: choice("STATE", "memory", ["memory", "redis"], "where the rooms live: in this process, or in Redis or Valkey"),
  redisUrl: {
    env: "REDIS_URL",
    fallback: "redis://127.0.0.1:6379",
    about: "with STATE=redis: where Redis or Valkey (6.2 or later) is; rediss:// for TLS",
    allowed: "a URL such as redis://user:password@host:6379/0",
    parse: (text) => (/^rediss?:$/.test(URL.canParse(text) ? new URL(text).protocol : "") ? text : undefined),
  } as Setting<string>,
  redisPrefix: {
    env: "REDIS_PREFIX",
    fallback: "sticky-rooms:",
    about: "what all keys begin with; instances with the same one share their rooms",
    allowed: "1 to 64 letters, digits and '_', '.', ':', '-'",
    parse: (text) => (/^[\w.:-]{1,64}$/.test(text) ? text : undefined),
  } as Setting<string>,
  redisAdapter: choice(
    "REDIS_ADAPTER",
    "streams",
    ["streams", "pubsub"],
    "what carries packets between instances; only streams can recover a connection",
  ),
  adapterFile: text(
    "ADAPTER_FILE",
    "a file",
    /./,
    "a module whose default export makes another adapter, in place of REDIS_ADAPTER; for measuring one (none)",
  ),
  redisStreamLength: whole(
    "REDIS_STREAM_LENGTH",
    20_000,
    100,
    10_000_000,
    "packets that the stream keeps for connections to be recovered (about 1 kB each)",
  ),
  redisTimeoutMs: whole("REDIS_TIMEOUT_MS", 2_000, 50, 60_000, "time Redis may take to connect or to answer"),
  leaseMs: whole(
    "LEASE_MS",
    3_000,
    200,
    600_000,
    "how long the members of an instance stay in Redis without a heartbeat of it; at least three heartbeats",
  ),
  heartbeatMs: whole("HEARTBEAT_MS", 500, 50, 60_000, "time between two heartbeats to Redis"),
  putBackPerSecond: whole(
    "PUT_BACK_PER_SECOND",
    1_000,
    1,
    1_000_000,
    "people who take their seats again in a second, after Redis forgot the seats of this instance",
  ),
  degradedStatus: {
    env: "DEGRADED_STATUS",
    fallback: 200,
    about: "what /health answers while Redis cannot be reached; 503 makes the load balancer take the instance out",
    allowed: "200 or 503",
    parse: (text) => (text === "200" || text === "503" ? Number(text) : undefined),
  } as Setting<number>,
  webDir: text("WEB_DIR", "a folder", /./, "the built page (dist/web beside the built server)"),
  controlUrl: {
    env: "CONTROL_URL",
    fallback: "",
    about: "the lab's control API, told to the page (none)",
    allowed: "a URL such as http://127.0.0.1:8001",
    parse: origin,
  } as Setting<string>,
  corsOrigins: {
    env: "CORS_ORIGINS",
    fallback: [],
    about: "origins of pages elsewhere that may connect (none: only pages from this very host)",
    allowed: "origins such as https://chat.example.com, separated by commas",
    parse: (text) => {
      const origins = text.split(",").map((part) => origin(part.trim()));
      return origins.every((part) => part !== undefined) ? origins : undefined;
    },
  } as Setting<string[]>,

  logLevel: choice(
    "LOG_LEVEL",
    "info",
    ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
    "least level that is logged",
  ),
  logFormat: choice(
    "LOG_FORMAT",
    "pino",
    ["pino", "ecs"],
    "shape of a log line: pino's own fields, or the Elastic Common Schema with ours under chat.",
  ),
  logFile: text("LOG_FILE", "a file", /./, "file that gets the log as well as stdout (none)"),
  logFileBytes: whole(
    "LOG_FILE_BYTES",
    10_000_000,
    10_000,
    10 ** 12,
    "size at which LOG_FILE is renamed to LOG_FILE.1 and started over",
  ),
  statusMs: whole("STATUS_MS", 60_000, 1_000, MAX_TIMER_MS, "time between two lines that say what this instance holds"),
  logText: {
    env: "LOG_TEXT",
    fallback: false,
    about: "1 writes the text of messages to the log; 0 only ids and sizes",
    allowed: "0 or 1",
    parse: (text) => (text === "0" || text === "1" ? text === "1" : undefined),
  } as Setting<boolean>,

  pingIntervalMs: whole(
    "PING_INTERVAL_MS",
    25_000,
    100,
    MAX_TIMER_MS,
    "time between heartbeats; below the load balancer's idle timeout",
  ),
  pingTimeoutMs: whole(
    "PING_TIMEOUT_MS",
    20_000,
    100,
    MAX_TIMER_MS,
    "time to answer a heartbeat before a connection counts as dead",
  ),
  connectTimeoutMs: whole(
    "CONNECT_TIMEOUT_MS",
    10_000,
    100,
    MAX_TIMER_MS,
    "time a session may stay without joining the chat (a zombie holds 12 kB)",
  ),
  drainMs: whole("DRAIN_MS", 10_000, 0, 3_600_000, "time over which connections are closed after SIGTERM"),
  recoveryMs: whole("RECOVERY_MS", 120_000, 1, MAX_TIMER_MS, "how long a dropped connection can be taken up again"),
  recoveryPackets: whole(
    "RECOVERY_PACKETS",
    20_000,
    1,
    10_000_000,
    "packets kept for such connections (about 1 kB each)",
  ),

  maxConnections: whole("MAX_CONNECTIONS", 10_000, 1, 1_000_000, "connections at once"),
  maxPayloadBytes: whole(
    "MAX_PAYLOAD_BYTES",
    100_000,
    1_000,
    100_000_000,
    "bytes in one packet from a client; more closes its connection",
  ),
  nameLength: whole("NAME_LENGTH", 64, 1, 1_000, "letters in a nickname"),
  roomNameLength: whole("ROOM_NAME_LENGTH", 64, 1, 1_000, "letters in a room name"),
  textLength: whole("TEXT_LENGTH", 4_000, 1, 1_000_000, "characters in a message"),

  roomsPerClient: whole("ROOMS_PER_CLIENT", 20, 1, 100_000, "rooms one connection can be in"),
  roomsPerInstance: whole("ROOMS_PER_INSTANCE", 500, 1, 1_000_000, "rooms this instance holds"),
  membersPerRoom: whole("MEMBERS_PER_ROOM", 2_000, 1, 1_000_000, "people in one room"),
  historyMessages: whole(
    "HISTORY_MESSAGES",
    1_000,
    1,
    1_000_000,
    "newest messages kept of each room; a repeated id is known this long",
  ),
  historyCharacters: whole(
    "HISTORY_CHARACTERS",
    200_000,
    1,
    1_000_000_000,
    "characters kept of each room (its newest message always)",
  ),
  joinMessages: whole("JOIN_MESSAGES", 200, 0, 100_000, "newest messages given to a person who joins"),
  emptyRoomMs: whole("EMPTY_ROOM_MS", 600_000, 0, MAX_TIMER_MS, "how long a room without people is kept"),

  messagesPerSecond: whole(
    "MESSAGES_PER_SECOND",
    20,
    1,
    1_000_000,
    "messages one connection may send, in the long run",
  ),
  messagesBurst: whole("MESSAGES_BURST", 60, 1, 1_000_000, "messages one connection may send at once"),
  typingPerSecond: whole("TYPING_PER_SECOND", 5, 1, 1_000_000, "typing notices of one connection, in the long run"),
  typingBurst: whole("TYPING_BURST", 10, 1, 1_000_000, "typing notices of one connection at once"),
  requestsPerSecond: whole(
    "REQUESTS_PER_SECOND",
    20,
    1,
    1_000_000,
    "other requests of one connection, in the long run",
  ),
  requestsBurst: whole("REQUESTS_BURST", 60, 1, 1_000_000, "other requests of one connection at once"),
  pendingRequests: whole("PENDING_REQUESTS", 200, 1, 1_000_000, "requests of one connection that wait for an answer"),
  answerBytes: whole(
    "ANSWER_BYTES",
    256_000,
    1_000,
    100_000_000,
    "bytes of messages in one answer, about; older ones are asked for page by page",
  ),
  requestBytes: whole(
    "REQUEST_BYTES",
    16_000,
    1_000,
    100_000_000,
    "bytes of an answer that cost as much as one request of REQUESTS_PER_SECOND",
  ),
  behindBytes: whole(
    "BEHIND_BYTES",
    64_000,
    0,
    1_000_000_000,
    "bytes that may wait for a connection before its next request is answered",
  ),
  slowReaderBytes: whole(
    "SLOW_READER_BYTES",
    4_000_000,
    1_000,
    1_000_000_000,
    "bytes that may wait for a client that reads too slowly, for about a second, before it is cut off",
  ),
  waitingBytes: whole(
    "WAITING_BYTES",
    64_000_000,
    1_000,
    100_000_000_000,
    "bytes that may wait for all clients together; beyond, those with the most are cut off",
  ),

  trustedProxies: {
    env: "TRUSTED_PROXIES",
    fallback: ["loopback", "private"],
    about: "whose last X-Forwarded-For entry is taken as a client's address; from others the peer's address counts",
    allowed: "loopback, private, addresses and networks such as 10.0.0.0/8, separated by commas; or none",
    parse: trustedProxies,
  } as Setting<string[]>,
  unjoinedPerAddress: whole(
    "UNJOINED_PER_ADDRESS",
    200,
    1,
    1_000_000,
    "sessions of one address that have not joined a room yet",
  ),
  newRoomsPerMinute: whole("NEW_ROOMS_PER_MINUTE", 20, 1, 1_000_000, "rooms one connection may create, at once too"),
  newRoomsPerAddress: whole(
    "NEW_ROOMS_PER_ADDRESS",
    100,
    1,
    1_000_000,
    "rooms one address may create in a minute, at once too",
  ),
  reportsPerSecond: whole(
    "REPORTS_PER_SECOND",
    50,
    1,
    1_000_000,
    "requests of one address for /api/instance and /metrics, in the long run; four times as many at once",
  ),
  reportCacheMs: whole("REPORT_CACHE_MS", 100, 0, 60_000, "how long an answer of /api/instance is given again"),
  allowedHosts: {
    env: "ALLOWED_HOSTS",
    fallback: [],
    about: "host names under which the instance answers, besides localhost and addresses (any)",
    allowed: "host names without ports, separated by commas",
    parse: (text) => {
      const hosts = text.split(",").map((host) => host.trim().toLowerCase());
      return hosts.every((host) => /^[\w.-]{1,253}$/.test(host)) ? hosts : undefined;
    },
  } as Setting<string[]>,
  overloadLagMs: whole(
    "OVERLOAD_LAG_MS",
    1_000,
    0,
    60_000,
    "how late the event loop may be, for two seconds, before new sessions are refused; 0: never",
  ),
  overloadHeapPercent: whole(
    "OVERLOAD_HEAP_PERCENT",
    90,
    1,
    100,
    "share of the heap limit in use from which new sessions are refused; 100: never",
  ),

  roomListMs: whole(
    "ROOM_LIST_MS",
    250,
    0,
    60_000,
    "least time between two room lists; grows by 1 ms for each connection",
  ),
  listedRooms: whole("LISTED_ROOMS", 200, 1, 100_000, "rooms in a room list or report"),
  listBytes: whole("LIST_BYTES", 64_000, 1_000, 100_000_000, "bytes of a room list, about"),
  reportedMessageIds: whole(
    "REPORTED_MESSAGE_IDS",
    1_000,
    0,
    1_000_000,
    "message ids in the report of one room; a tenth of it when all rooms are asked for",
  ),
  activeClients: whole("ACTIVE_CLIENTS", 1_000, 0, 1_000_000, "client ids that /health names"),
};

type Value<S> = S extends Setting<infer T> ? T : never;
export type Settings = { [K in keyof typeof SETTINGS]: Value<(typeof SETTINGS)[K]> };

/** What an instance does when it is told nothing; `host` is loopback. */
export function defaultSettings(): Settings {
  const fallbacks = Object.entries(SETTINGS).map(([name, setting]) => [name, setting.fallback]);
  return { ...(Object.fromEntries(fallbacks) as Settings), host: "127.0.0.1" };
}
