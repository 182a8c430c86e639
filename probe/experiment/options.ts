import { defineCommand } from "../../machine/commands/command.ts";
import { oneOf } from "../../machine/commands/one-of.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { UserError } from "../../machine/user-error.ts";
import { DIMENSIONS } from "./cell.ts";
import { OUTPUT_OPTIONS, readOutputs } from "../report/outputs.ts";

export type ExperimentOptions = ReturnType<(typeof experimentCommand)["read"]>;

/** Of everybody something is told in the matrix and its pictures; more than these are a crowd. */
export const MOST_IN_ONE_ROOM = 60;
const MOST_IN_A_CROWD = 5_000;

const SETTINGS = Object.entries(DIMENSIONS)
  .map(([name, values]) => `  ${name}=${values.join("|")}`)
  .join("\n");

/** `npm run experiment`. */
export const experimentCommand = defineCommand({
  name: "experiment",
  usage: "[options] [-- COMMAND]",
  about: `The same scripted conversation by simulated browsers, under every combination of stickiness, transports, browsers, store
and what can happen; what was measured beside what was predicted, with the cause of each lost message.

With --app the conversation is held in your own application, at a --url, or as copies of a COMMAND behind a balancer of
the experiment's own; each copy is told its PORT and its INSTANCE.`,
  options: {
    cells: {
      type: "string",
      multiple: true,
      value: "FILTER",
      says: 'only these cells; name=value conditions joined by commas, with | between values, as in "stickiness=off,happening=kill|drain"; or a cell\'s name with * for anything, as in "on-*-kill" (may be given several times)',
    },
    people: {
      type: "string",
      default: "6",
      value: "N",
      says: "people in the room, 2 to 60 (default 6); with --faults up to 5000: more than 60 are a crowd in rooms of 20, for which Redis is paused and killed and an instance is killed, and everybody is to be back within 5 s",
    },
    instances: { type: "string", value: "N", says: "instances, 1 to 12 (default 3)" },
    messages: {
      type: "string",
      value: "N",
      says: "messages of each person whenever it is its turn, 1 to 20 (default 2)",
    },
    seed: {
      type: "string",
      default: "1",
      value: "N",
      says: "for who speaks when and who is hit, 0 to 4294967295 (default 1)",
    },
    url: { type: "string", value: "URL", says: "measure what is at this URL, and only the cells that it can show" },
    faults: {
      type: "boolean",
      default: false,
      says: "instead of the matrix: people talk while instances, Redis and connections are killed, drained, paused and cut at random; the losses are counted, and each must be one that had to be",
    },
    duration: { type: "string", value: "N", says: "for how many seconds, 1 to 86400 (default 60)" },
    app: {
      type: "string",
      value: "FILE",
      says: "a module (.js, .mjs, .cjs or .ts, or the name of an example) that says how to talk to your application: join(socket, room, person), send(socket, room, id), listen(socket, onMessage) and, if you like, connect(url, options) and instance(socket)",
    },
    adapter: {
      type: "string",
      value: "FILE",
      says: "a module (.js, .mjs or .cjs) whose default export makes a Socket.IO adapter, from { instance, redisUrl }: the matrix in a lab whose instances use it, with rooms in a Redis of the lab",
    },
    claims: {
      type: "string",
      value: "memory|shared",
      says: "what your application promises: rooms of its own in each instance, or the same rooms in all; only then is something predicted",
    },
    rooms: { type: "string", value: "N", says: "rooms that the people of --app are spread over, 1 to 20 (default 1)" },
    payload: { type: "string", value: "N", says: "bytes of each text of --app, 1 to 1000000 (default: its id)" },
    rate: {
      type: "string",
      value: "N",
      says: "messages a second of all people of --app, 1 to 10000 (default: no limit)",
    },
    think: {
      type: "string",
      value: "MS",
      says: "wait of each person of --app before each message, 0 to 60000 (default 0)",
    },
    quiet: {
      type: "string",
      value: "MS",
      says: "what of --app has not arrived when nothing has arrived for so long counts as missing, 100 to 60000 (default 1000)",
    },
    "health-path": {
      type: "string",
      value: "PATH",
      says: "a copy of COMMAND is well when it answers this path with 200 to 499 (default /)",
    },
    "start-timeout": {
      type: "string",
      value: "S",
      says: "how long your application may take to answer, 1 to 600 (default 30)",
    },
    ...OUTPUT_OPTIONS,
    "log-dir": { type: "string", value: "FOLDER", says: "logs of the instances and the balancers (default: none)" },
    progress: { type: "string", default: "text" },
  },
  allowPositionals: true,
  notes: `The settings of a cell, whose values in this order are its name:
${SETTINGS}
With --app there is no store, nor by-room and restart-store; with --url besides, stickiness is as-is, and nothing is killed
or drained.

The cells with shared state need redis-server or valkey-server; without one they are left out, and the report says so.
Without --cells, of the pub/sub adapter only those are measured in which it differs from the Streams adapter, and none
with late-reconnect: people who come back after 10 s, which must be as with reconnect. With --adapter all are measured.

Exit code: 0 all as predicted, 1 a contradiction or a loss without a cause, 2 something could not be measured.`,
  examples: [
    ["--cells stickiness=off,store=memory", "part of the matrix"],
    ["--adapter my-adapter.mjs", "what your own adapter carries, in each cell"],
    ["--faults --duration 600 --seed 1 --markdown", "ten minutes in which things fail"],
    ["--app chat.mjs -- node server.mjs", "three copies of your own server behind a balancer"],
    ["--app chat.mjs --claims shared --url https://chat.example.com --reporter junit --output report.xml", "in CI"],
  ],
  read({ values, positionals, tokens }) {
    const end = tokens.find(({ kind }) => kind === "option-terminator")?.index ?? Number.POSITIVE_INFINITY;
    const stray = tokens.find((token) => token.kind === "positional" && token.index < end);
    if (stray?.kind === "positional")
      throw new UserError(`"${stray.value}" is not an option; a command stands behind --`);
    const isApp = values.app !== undefined;
    const only = (names: readonly (keyof typeof values)[], isSo: boolean, sentence: string) => {
      const given = names.find((name) => values[name] !== undefined);
      if (!isSo && given !== undefined) throw new UserError(`--${given} ${sentence}`);
    };
    only(
      ["instances"],
      values.url === undefined,
      "is not possible with --url: the deployment has the instances that it has",
    );
    only(["url"], !values.faults, "is not possible with --faults: only what the experiment started may be broken");
    only(["messages"], !values.faults, "is not possible with --faults: people talk as long as it lasts");
    only(["app"], !values.faults, "is not possible with --faults: these know the chat of this project only");
    only(
      ["adapter"],
      !values.faults && !isApp && values.url === undefined,
      "is only possible with instances of the lab, and not with --faults",
    );
    only(["duration"], values.faults, "is only possible with --faults");
    const ofApp = ["claims", "rooms", "payload", "rate", "think", "quiet", "health-path", "start-timeout"] as const;
    only(ofApp, isApp, "is only possible with --app");
    if (positionals.length > 0 && !isApp)
      throw new UserError(`a command (${positionals[0]}) is only possible with --app`);
    if (positionals.length > 0 && values.url !== undefined) {
      throw new UserError("either --url or a command behind --: one application at a time");
    }
    if (isApp && positionals.length === 0 && values.url === undefined) {
      throw new UserError("--app needs a --url, or a command behind --, as in -- node server.mjs");
    }
    if (values["log-dir"] === "") throw new UserError('--log-dir is ""; allowed: a folder to write in');
    if (values.html === "") throw new UserError('--html is ""; allowed: a file to write');
    const number = (name: string, value: string | undefined, fallback: number | null, least: number, most: number) =>
      value === undefined ? fallback : wholeNumber(name, value, least, most);
    const [program, ...args] = positionals;
    const people = wholeNumber("--people", values.people, 2, values.faults ? MOST_IN_A_CROWD : MOST_IN_ONE_ROOM);
    const rooms = number("--rooms", values.rooms, 1, 1, 20)!;
    if (people < 2 * rooms)
      throw new UserError(
        `--rooms is ${rooms}; allowed: at most ${Math.floor(people / 2)}, since ${people} people are to be two in each`,
      );
    return {
      cells: values.cells ?? [],
      people,
      instances: number("--instances", values.instances, 3, 1, 12)!,
      messages: number("--messages", values.messages, 2, 1, 20)!,
      seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
      url: values.url === undefined ? null : httpOrigin(values.url),
      adapter: values.adapter ?? null,
      faults: values.faults ?? false,
      durationSeconds: number("--duration", values.duration, 60, 1, 86_400)!,
      app: !isApp
        ? null
        : {
            file: values.app!,
            command: program === undefined ? null : ([program, ...args] as [string, ...string[]]),
            claims: values.claims === undefined ? null : oneOf("--claims", values.claims, ["memory", "shared"]),
            rooms,
            payloadBytes: number("--payload", values.payload, 1, 1, 1_000_000)!,
            ratePerSecond: number("--rate", values.rate, null, 1, 10_000),
            thinkMs: number("--think", values.think, 0, 0, 60_000)!,
            quietMs: number("--quiet", values.quiet, 1_000, 100, 60_000)!,
            healthPath: httpPath(values["health-path"] ?? "/"),
            startTimeoutMs: number("--start-timeout", values["start-timeout"], 30, 1, 600)! * 1_000,
          },
      outputs: readOutputs(values),
      logDir: values["log-dir"] ?? null,
      /** How progress is told on stderr: to a person, or in lines of JSON to a program. */
      progress: oneOf("--progress", values.progress, ["text", "json"] as const),
    };
  },
});

function httpOrigin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search) return url.origin;
  throw new UserError(`--url is "${value}"; allowed: a URL like https://chat.example.com`);
}

function httpPath(value: string): string {
  if (/^\/[\x21-\x7E]*$/.test(value)) return value;
  throw new UserError(`--health-path is "${value}"; allowed: a path that begins with /`);
}
