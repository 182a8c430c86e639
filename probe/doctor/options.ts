import { defineCommand } from "../../machine/commands/command.ts";
import { oneOf } from "../../machine/commands/one-of.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { UserError } from "../../machine/user-error.ts";
import { OUTPUT_OPTIONS, readOutputs } from "../report/outputs.ts";
import { toEndpoints, toPath, toUrl } from "../wire/to-endpoint.ts";
import { DEFAULT_SESSIONS } from "./default-sessions.ts";
import { AFFINITY_NAMES, parseExpectation } from "./expectation.ts";
import { refusalJson } from "./report/refusal.ts";

const { html: _html, ...outputOptions } = OUTPUT_OPTIONS;

export const doctorCommand = defineCommand({
  name: "doctor",
  usage: "URL [options]",
  about: `Diagnoses the sticky sessions of any Socket.IO endpoint, by what it does: which affinity there is, how many instances
answer, whether WebSockets get through, and what breaks it. It needs to know nothing of the application.

URL is where Socket.IO is, as in chat.example.com; what a network tab shows will do, a page, or a namespace.`,
  options: {
    path: { type: "string", value: "PATH", says: "Socket.IO's path (default: the URL's, or /socket.io/)" },
    page: {
      type: "string",
      value: "URL",
      says: "the page that browsers visit first, whose cookies count (default: the endpoint's own /)",
    },
    origin: {
      type: "string",
      value: "URL",
      says: "ask as a page of this origin, and see whether it can hold a session",
    },
    health: { type: "string", value: "PATH", says: "see what a health check is told at this path" },
    idle: { type: "boolean", says: "wait in silence until the ping is due (25 s unless the server says otherwise)" },
    sessions: {
      type: "string",
      value: "N",
      default: String(DEFAULT_SESSIONS),
      says: `polling sessions held open together, 5 to 60 (default ${DEFAULT_SESSIONS})`,
    },
    rate: { type: "string", value: "N", default: "20", says: "requests a second on average, 1 to 1000 (default 20)" },
    timeout: { type: "string", value: "S", default: "120", says: "seconds for all of it, 1 to 3600 (default 120)" },
    wait: { type: "string", value: "S", default: "10", says: "seconds for one answer, 1 to 300 (default 10)" },
    header: {
      type: "string",
      multiple: true,
      value: '"N: V"',
      says: "a header for every request, such as Authorization or Cookie; may be given several times",
    },
    insecure: { type: "boolean", says: "take any certificate" },
    expect: {
      type: "string",
      multiple: true,
      value: "WHAT",
      says: `a problem unless it is so: affinity=${AFFINITY_NAMES.join("|")}, "instances>=2" (or <=, =), websocket=yes|no; may be given several times`,
    },
    "fail-on": {
      type: "string",
      value: "WHAT",
      default: "problem",
      says: "exit code 1 for a problem (default), or for a warning too",
    },
    all: { type: "boolean", says: "every finding in full" },
    ...outputOptions,
  },
  allowPositionals: true,
  notes: `Exit code: 0 healthy (there may be warnings), 1 a problem, 2 not measured. JSON is printed when nothing could be measured, too.
HTTPS_PROXY, HTTP_PROXY and NO_PROXY count.`,
  examples: [
    ["https://chat.example.com", "what keeps sessions there, and what does not"],
    ['localhost:3000 --header "Cookie: login=abc"', "behind a login"],
    [
      'https://chat.example.com --expect affinity=cookie --expect "instances>=2" --reporter junit --output doctor.xml',
      "in CI",
    ],
  ],
  refused(sentence, args) {
    const json = refusalJson(sentence, args);
    if (json) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  },
  read({ values, positionals }, invocation) {
    const endpoints = toEndpoints(onlyOne(positionals, invocation), values.path);
    const headers: Record<string, string> = Object.fromEntries((values.header ?? []).map(toHeader));
    const [{ username, password }] = endpoints as [URL, ...URL[]];
    if (username || password) {
      const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      headers["authorization"] ??= `Basic ${Buffer.from(credentials).toString("base64")}`;
      for (const endpoint of endpoints) endpoint.username = endpoint.password = "";
    }
    return {
      /** Where Socket.IO may be, the likeliest place first. */
      endpoints,
      page: values.page === undefined ? null : toPage(values.page),
      origin: values.origin === undefined ? null : toOrigin(values.origin),
      healthPath: values.health === undefined ? null : toPath("--health", values.health),
      waitsIdle: values.idle ?? false,
      sessions: wholeNumber("--sessions", values.sessions, 5, 60),
      rate: wholeNumber("--rate", values.rate, 1, 1000),
      timeLimitSeconds: wholeNumber("--timeout", values.timeout, 1, 3600),
      waitSeconds: wholeNumber("--wait", values.wait, 1, 300),
      /** Names in lower case. */
      headers,
      isInsecure: values.insecure ?? false,
      isAll: values.all ?? false,
      expectations: (values.expect ?? []).map(parseExpectation),
      failOn: oneOf("--fail-on", values["fail-on"], ["problem", "warning"]),
      outputs: readOutputs(values),
    };
  },
});

function onlyOne(positionals: string[], invocation: string): string {
  const [url, second] = positionals;
  if (url === undefined) throw new UserError(`which URL? ${invocation} https://chat.example.com`);
  if (second !== undefined) throw new UserError(`one URL at a time: "${second}" is one too many`);
  return url;
}

function toPage(value: string): URL {
  const url = toUrl(value);
  if (url) return url;
  throw new UserError(`--page is "${value}"; allowed: a URL, as in https://chat.example.com/rooms`);
}

function toOrigin(value: string): string {
  const url = toUrl(value);
  if (url && url.pathname === "/" && !url.search) return url.origin;
  throw new UserError(`--origin is "${value}"; allowed: scheme, host and port, as in https://app.example.com`);
}

function toHeader(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*([\x20-\x7E]*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
  throw new UserError(`--header is "${line}"; allowed: a name and a value, as in "Authorization: Bearer abc"`);
}
