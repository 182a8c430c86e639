import type { LabOptions } from "./start-lab.ts";
import { withoutPassword } from "../machine/redis/without-password.ts";
import { parseCommandLine } from "../machine/commands/parse-command-line.ts";
import { OptionError } from "../machine/commands/option-error.ts";
import { wholeNumber } from "../machine/commands/whole-number.ts";
import { oneOf } from "../machine/commands/one-of.ts";

export const HELP = `usage: npm start -- [options]

Starts chat instances behind a stand-in for an AWS Application Load Balancer, all on this machine.

  --port N              the balancer's listener (default 8000; 0: any free port)
  --control-port N      the control API (default 8001; 0: any free port)
  --instances N         chat instances, 1 to 12 (default 3)
  --stickiness on|off   duration-based stickiness (default on, as in Terraform)
  --cookie-duration S   stickiness.lb_cookie.duration_seconds, 1 to 604800 (default 86400)
  --algorithm NAME      round_robin, least_outstanding_requests or weighted_random (default round_robin)
  --state memory|redis  where rooms live (default memory: in each instance)
  --redis-url URL       with --state redis (default redis://127.0.0.1:6379)
  --log-dir DIR         JSON logs and the access log (default logs)
  --follow URL          be the load balancer and the instances that an emulator of the AWS API describes there
  --load-balancer NAME  with --follow: which load balancer, if there are several
  --open                open a browser
  --help                this text
`;

export type LabCommand =
  | { help: true }
  | {
      help: false;
      open: boolean;
      follow: { url: string; loadBalancer: string | undefined } | null;
      lab: LabOptions & { logDir: string };
    };

/** What an API decides when it is followed. */
const FOLLOWED = ["instances", "stickiness", "cookie-duration", "algorithm"];

/** The command line of `npm start`. */
export function parseOptions(args: string[]): LabCommand {
  const { values, tokens } = parse(args);
  if (values.help) return { help: true };
  if (values.follow !== undefined) {
    const decided = tokens.find((token) => token.kind === "option" && FOLLOWED.includes(token.name));
    if (decided?.kind === "option") {
      throw new OptionError(`--${decided.name} is not possible with --follow, which takes it from the API`);
    }
  } else if (values["load-balancer"] !== undefined) throw new OptionError("--load-balancer needs --follow");
  const algorithm = oneOf("--algorithm", values.algorithm, [
    "round_robin",
    "least_outstanding_requests",
    "weighted_random",
  ] as const);
  const stickiness = oneOf("--stickiness", values.stickiness, ["on", "off"] as const) === "on";
  if (stickiness && algorithm === "weighted_random") {
    throw new OptionError(
      "--algorithm weighted_random is not possible with stickiness (ELBv2 refuses it); add --stickiness off",
    );
  }
  const state = oneOf("--state", values.state, ["memory", "redis"] as const);
  if (values["redis-url"] !== undefined && state === "memory") throw new OptionError("--redis-url needs --state redis");
  const port = wholeNumber("--port", values.port, 0, 65_535);
  const controlPort = wholeNumber("--control-port", values["control-port"], 0, 65_535);
  if (port !== 0 && port === controlPort)
    throw new OptionError(`--port and --control-port are both ${port}; they need two ports`);
  return {
    help: false,
    open: values.open,
    follow: values.follow === undefined ? null : { url: apiUrl(values.follow), loadBalancer: values["load-balancer"] },
    lab: {
      port,
      controlPort,
      instances: wholeNumber("--instances", values.instances, 1, 12),
      stickiness,
      cookieDurationSeconds: wholeNumber("--cookie-duration", values["cookie-duration"], 1, 604_800),
      algorithm,
      state,
      ...(state === "redis" ? { redisUrl: redisUrl(values["redis-url"] ?? "redis://127.0.0.1:6379") } : {}),
      logDir: values["log-dir"],
    },
  };
}

function parse(args: string[]) {
  return parseCommandLine("npm start", {
    args,
    tokens: true,
    options: {
      port: { type: "string", default: "8000" },
      "control-port": { type: "string", default: "8001" },
      instances: { type: "string", default: "3" },
      stickiness: { type: "string", default: "on" },
      "cookie-duration": { type: "string", default: "86400" },
      algorithm: { type: "string", default: "round_robin" },
      state: { type: "string", default: "memory" },
      "redis-url": { type: "string" },
      "log-dir": { type: "string", default: "logs" },
      follow: { type: "string" },
      "load-balancer": { type: "string" },
      open: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}

function redisUrl(value: string): string {
  if (/^rediss?:$/.test(URL.canParse(value) ? new URL(value).protocol : "")) return value;
  throw new OptionError(`--redis-url is "${withoutPassword(value)}"; allowed: a URL like redis://127.0.0.1:6379`);
}

function apiUrl(value: string): string {
  if (/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : "")) return value;
  throw new OptionError(`--follow is "${value}"; allowed: a URL like http://127.0.0.1:5555`);
}
