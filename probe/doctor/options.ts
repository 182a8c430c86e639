import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { OptionError } from "../../machine/commands/option-error.ts";
import { toEndpoints, toPath, toUrl } from "../wire/to-endpoint.ts";
import { DEFAULT_SESSIONS } from "./examine.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

export const HELP = `usage: npm run doctor -- URL [options]

Diagnoses the sticky sessions of any Socket.IO endpoint, by what it does: which affinity there is, how many instances
answer, whether WebSockets get through, and what breaks it. It needs to know nothing of the application.

  URL               where Socket.IO is, as in chat.example.com; what a network tab shows will do, a page, or a namespace
  --path PATH       Socket.IO's path (default: the URL's, or /socket.io/)
  --page URL        the page that browsers visit first, whose cookies count (default: the endpoint's own /)
  --origin URL      ask as a page of this origin, and see whether it can hold a session
  --health PATH     see what a health check is told at this path
  --idle            wait in silence until the ping is due (25 s unless the server says otherwise)
  --sessions N      polling sessions held open together, 5 to 60 (default 14)
  --rate N          requests a second at most, 1 to 1000 (default 20)
  --timeout S       seconds for all of it, 1 to 3600 (default 120)
  --wait S          seconds for one answer, 1 to 300 (default 10)
  --header "N: V"   a header for every request, such as Authorization or Cookie (may be given several times)
  --insecure        take any certificate
  --all             every finding in full
  --json            the report as JSON on stdout, also when nothing could be measured
  --help            this text

Exit code: 0 healthy (there may be warnings), 1 a problem, 2 not measured. HTTPS_PROXY, HTTP_PROXY and NO_PROXY count.
`;

export interface DoctorOptions {
  help: boolean;
  /** Where Socket.IO may be, the likeliest place first. */
  endpoints: URL[];
  page: URL | null;
  origin: string | null;
  healthPath: string | null;
  waitsIdle: boolean;
  sessions: number;
  rate: number;
  timeLimitSeconds: number;
  waitSeconds: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  isInsecure: boolean;
  isAll: boolean;
  isJson: boolean;
}

/** The command line of `npm run doctor`. */
export function parseOptions(args: string[]): DoctorOptions {
  const { values, positionals } = parse(args);
  const url = values.help ? "http://localhost" : onlyOne(positionals);
  const endpoints = toEndpoints(url, values.path);
  const headers = Object.fromEntries((values.header ?? []).map(toHeader));
  const [{ username, password }] = endpoints as [URL, ...URL[]];
  if (username || password) {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers["authorization"] ??= `Basic ${Buffer.from(credentials).toString("base64")}`;
    for (const endpoint of endpoints) endpoint.username = endpoint.password = "";
  }
  return {
    help: values.help,
    endpoints,
    page: values.page === undefined ? null : toPage(values.page),
    origin: values.origin === undefined ? null : toOrigin(values.origin),
    healthPath: values.health === undefined ? null : toPath("--health", values.health),
    waitsIdle: values.idle,
    sessions: wholeNumber("--sessions", values.sessions, 5, 60),
    rate: wholeNumber("--rate", values.rate, 1, 1000),
    timeLimitSeconds: wholeNumber("--timeout", values.timeout, 1, 3600),
    waitSeconds: wholeNumber("--wait", values.wait, 1, 300),
    headers,
    isInsecure: values.insecure,
    isAll: values.all,
    isJson: values.json,
  };
}

function parse(args: string[]) {
  return parseCommandLine("npm run doctor", {
    args,
    allowPositionals: true,
    options: {
      path: { type: "string" },
      page: { type: "string" },
      origin: { type: "string" },
      health: { type: "string" },
      idle: { type: "boolean", default: false },
      sessions: { type: "string", default: String(DEFAULT_SESSIONS) },
      rate: { type: "string", default: "20" },
      timeout: { type: "string", default: "120" },
      wait: { type: "string", default: "10" },
      header: { type: "string", multiple: true },
      insecure: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}

function onlyOne(positionals: string[]): string {
  const [url, second] = positionals;
  if (url === undefined) throw new OptionError("which URL? npm run doctor -- https://chat.example.com");
  if (second !== undefined) throw new OptionError(`one URL at a time: "${second}" is one too many`);
  return url;
}

function toPage(value: string): URL {
  const url = toUrl(value);
  if (url) return url;
  throw new OptionError(`--page is "${value}"; allowed: a URL, as in https://chat.example.com/rooms`);
}

function toOrigin(value: string): string {
  const url = toUrl(value);
  if (url && url.pathname === "/" && !url.search) return url.origin;
  throw new OptionError(`--origin is "${value}"; allowed: scheme, host and port, as in https://app.example.com`);
}

function toHeader(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*([\x20-\x7E]*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
  throw new OptionError(`--header is "${line}"; allowed: a name and a value, as in "Authorization: Bearer abc"`);
}
