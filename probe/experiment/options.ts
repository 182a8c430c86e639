import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { OptionError } from "../../machine/commands/option-error.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { oneOf } from "../../machine/commands/one-of.ts";

export const HELP = `usage: npm run experiment -- [options]

The same scripted conversation by simulated browsers, under every combination of stickiness, transports, browsers, store
and what can happen; what was measured beside what was predicted, with the cause of each lost message.

  --cells FILTER    only these cells; name=value conditions joined by commas, with | between values, as in
                    "stickiness=off,happening=kill|drain"; or a cell's name with * for anything, as in "on-*-kill"
                    (may be given several times)
  --people N        people in the room, 2 to 60 (default 6)
  --instances N     chat instances, 1 to 12 (default 3)
  --messages N      messages of each person whenever it is its turn, 1 to 20 (default 2)
  --seed N          for who speaks when and who is hit, 0 to 4294967295 (default 1)
  --url URL         measure the deployment at this URL, and only the cells that it can show

  --faults          instead of the matrix: people talk while instances, Redis and connections are killed, drained,
                    paused and cut at random; the losses are counted, and each must be one that had to be
  --duration N      for how many seconds, 1 to 86400 (default 60)

  --json            results as JSON on stdout
  --markdown        results as Markdown on stdout
  --html FILE       also a page of its own, with diagrams of who was where and what arrived
  --log-dir FOLDER  logs of the instances and the balancers (default: none)
  --help            this text

The cells with shared state need redis-server or valkey-server; without one they are left out, and the report says so.
Without --cells, of the pub/sub adapter only those are measured in which it differs from the Streams adapter.

Exit code: 0 all as predicted, 1 a contradiction or a loss without a cause, 2 something could not be measured.
`;

export interface ExperimentOptions {
  help: boolean;
  cells: string[];
  people: number;
  instances: number;
  messages: number;
  seed: number;
  url: string | null;
  faults: boolean;
  durationSeconds: number;
  format: "table" | "json" | "markdown";
  html: string | null;
  logDir: string | null;
  /** How progress is told on stderr: to a person, or in lines of JSON to a program. */
  progress: "text" | "json";
}

/** The command line of `npm run experiment`. */
export function parseOptions(args: string[]): ExperimentOptions {
  const values = parse(args);
  if (values.json && values.markdown) throw new OptionError("--json and --markdown both write to stdout; choose one");
  if (values.url !== undefined && values.instances !== undefined) {
    throw new OptionError("--instances is not possible with --url: the deployment has the instances that it has");
  }
  if (values.faults && values.url !== undefined) {
    throw new OptionError("--faults is not possible with --url: only what the experiment started may be broken");
  }
  if (values.faults && values.messages !== undefined) {
    throw new OptionError("--messages is not possible with --faults: people talk as long as it lasts");
  }
  if (!values.faults && values.duration !== undefined)
    throw new OptionError("--duration is only possible with --faults");
  if (values.html === "") throw new OptionError('--html is ""; allowed: a file to write');
  if (values["log-dir"] === "") throw new OptionError('--log-dir is ""; allowed: a folder to write in');
  return {
    help: values.help,
    cells: values.cells ?? [],
    people: wholeNumber("--people", values.people, 2, 60),
    instances: wholeNumber("--instances", values.instances ?? "3", 1, 12),
    messages: wholeNumber("--messages", values.messages ?? "2", 1, 20),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
    url: values.url === undefined ? null : httpOrigin(values.url),
    faults: values.faults,
    durationSeconds: wholeNumber("--duration", values.duration ?? "60", 1, 86_400),
    format: values.json ? "json" : values.markdown ? "markdown" : "table",
    html: values.html ?? null,
    logDir: values["log-dir"] ?? null,
    progress: oneOf("--progress", values.progress, ["text", "json"] as const),
  };
}

function parse(args: string[]) {
  return parseCommandLine("npm run experiment", {
    args,
    options: {
      cells: { type: "string", multiple: true },
      people: { type: "string", default: "6" },
      instances: { type: "string" },
      messages: { type: "string" },
      seed: { type: "string", default: "1" },
      url: { type: "string" },
      faults: { type: "boolean", default: false },
      duration: { type: "string" },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      html: { type: "string" },
      "log-dir": { type: "string" },
      progress: { type: "string", default: "text" },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
}

function httpOrigin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search) return url.origin;
  throw new OptionError(`--url is "${value}"; allowed: a URL like https://chat.example.com`);
}
