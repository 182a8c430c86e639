import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { OptionError } from "../../machine/commands/option-error.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { toEndpoints } from "../wire/to-endpoint.ts";

export const HELP = `usage: npm run alb-questions -- URL [options]

Asks a real Application Load Balancer, with this chat or any Socket.IO server behind it, what AWS's documentation leaves
open, and lays its answers beside what the stand-in does. Stickiness has to be on, with two instances or more.

  URL                where Socket.IO is
  --path PATH        Socket.IO's path (default: the URL's, or /socket.io/)
  --with-changes     also ask what needs a change of the load balancer: says which, and waits for Enter
  --drain-seconds S  how long a deregistered or unhealthy target is watched at most, 1 to 3700 (default 330)
  --rate N           requests a second at most, 1 to 1000 (default 10)
  --timeout S        seconds for all of it, 1 to 7200 (default 3600)
  --insecure         take any certificate
  --record FILE      also write the answers to a file, as JSON with the date
  --json             the answers as JSON on stdout
  --help             this text

Exit code: 0 all were answered, 1 some could not be seen, 2 it could not be asked.
`;

/** The command line of `npm run alb-questions`. Throws an `OptionError`. */
export function parseOptions(args: string[]) {
  const { values, positionals } = parse(args);
  const [url, more] = positionals;
  if (more !== undefined) throw new OptionError(`one URL at a time: "${more}" is one too many`);
  if (url === undefined && !values.help) throw new OptionError("which URL? npm run alb-questions -- URL");
  if (values.record === "") throw new OptionError('--record is ""; allowed: a file to write');
  return {
    help: values.help,
    endpoints: toEndpoints(url ?? "http://localhost", values.path),
    isWithChanges: values["with-changes"],
    drainSeconds: wholeNumber("--drain-seconds", values["drain-seconds"], 1, 3700),
    rate: wholeNumber("--rate", values.rate, 1, 1000),
    timeLimitSeconds: wholeNumber("--timeout", values.timeout, 1, 7200),
    isInsecure: values.insecure,
    record: values.record ?? null,
    isJson: values.json,
  };
}

function parse(args: string[]) {
  return parseCommandLine("npm run alb-questions", {
    args,
    allowPositionals: true,
    options: {
      path: { type: "string" },
      "with-changes": { type: "boolean", default: false },
      "drain-seconds": { type: "string", default: "330" },
      rate: { type: "string", default: "10" },
      timeout: { type: "string", default: "3600" },
      insecure: { type: "boolean", default: false },
      record: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}
