import { tmpdir } from "node:os";
import path from "node:path";
import { defineCommand, type Option } from "../machine/commands/command.ts";
import { readHttpsOptions } from "../machine/certificates/https-options.ts";
import { oneOf } from "../machine/commands/one-of.ts";
import { wholeNumber } from "../machine/commands/whole-number.ts";
import { isPackaged } from "../machine/own-program.ts";
import { withoutPassword } from "../machine/redis/without-password.ts";
import { UserError } from "../machine/user-error.ts";
import { BALANCER_OPTIONS } from "./balancer-options.ts";
import { readFollow, type FollowAsked } from "./follow/read-follow.ts";
import { LAB_DEFAULTS } from "./defaults.ts";
import type { LabOptions } from "./start-lab.ts";

export interface LabCommandOptions {
  open: boolean;
  follow: FollowAsked | null;
  lab: LabOptions & { logDir: string };
}

/** What an API decides when it is followed. */
const FOLLOWED = ["instances", "stickiness", "cookie-duration", "algorithm"];

/** Also those of `npm run aws:local`, which passes them on. */
export const LAB_OPTIONS = {
  ...BALANCER_OPTIONS,
  instances: {
    type: "string",
    default: String(LAB_DEFAULTS.instances),
    value: "N",
    says: `chat instances, 1 to 12 (default ${LAB_DEFAULTS.instances})`,
  },
  state: {
    type: "string",
    default: "memory",
    value: "memory|redis",
    says: "where rooms live (default memory: in each instance)",
  },
  "redis-url": {
    type: "string",
    value: "URL",
    says: "with --state redis: a Redis that runs already (default: the lab starts its own)",
  },
  "log-dir": {
    type: "string",
    // The package writes nothing into the folder where it is run.
    default: isPackaged ? path.join(tmpdir(), `sticky-rooms-${process.pid}`) : "logs",
    value: "DIR",
    says: `JSON logs and the access log (default ${isPackaged ? "a temporary folder" : "logs"})`,
  },
  follow: {
    type: "string",
    value: "URL",
    says: "be the load balancer and the instances that an emulator of the AWS API describes there",
  },
  "load-balancer": {
    type: "string",
    value: "NAME",
    says: "with --follow: which load balancer, if there are several",
  },
  open: { type: "boolean", default: false, says: "open a browser" },
} as const satisfies Record<string, Option>;

/** `npm start`. */
export const labCommand = defineCommand({
  name: "start",
  usage: "[options]",
  about: "Starts chat instances behind a stand-in for an AWS Application Load Balancer, all on this machine.",
  options: LAB_OPTIONS,
  examples: [
    ["", "three instances, sticky"],
    ["--stickiness off --instances 5", "see what stickiness changes"],
    ["--https", "HTTPS and HTTP/2 on port 8443 as well"],
    ["--state redis", "rooms in a Redis of the lab's own"],
    ["--port 0 --control-port 0", "on any free ports"],
  ],
  read({ values, tokens }): LabCommandOptions {
    const decided = tokens.find((token) => token.kind === "option" && FOLLOWED.includes(token.name));
    const follow = readFollow(values, decided?.kind === "option" ? decided.name : undefined);
    const algorithm = oneOf("--algorithm", values.algorithm, [
      "round_robin",
      "least_outstanding_requests",
      "weighted_random",
    ] as const);
    const stickiness = oneOf("--stickiness", values.stickiness, ["on", "off"] as const) === "on";
    if (stickiness && algorithm === "weighted_random") {
      throw new UserError(
        "--algorithm weighted_random is not possible with stickiness (ELBv2 refuses it); add --stickiness off",
      );
    }
    const state = oneOf("--state", values.state, ["memory", "redis"] as const);
    const redis = values["redis-url"];
    if (redis !== undefined && state === "memory") throw new UserError("--redis-url needs --state redis");
    const port = wholeNumber("--port", values.port, 0, 65_535);
    const controlPort = wholeNumber("--control-port", values["control-port"], 0, 65_535);
    if (port !== 0 && port === controlPort)
      throw new UserError(`--port and --control-port are both ${port}; they need two ports`);
    const https = readHttpsOptions(values, [
      ["--port", port],
      ["--control-port", controlPort],
    ]);
    if (values["log-dir"] === "") throw new UserError('--log-dir is ""; allowed: a folder to write in');
    return {
      open: values.open,
      follow,
      lab: {
        port,
        controlPort,
        ...(https ? { https } : {}),
        ...(values["control-host"] === undefined ? {} : { controlHost: hostName(values["control-host"]) }),
        instances: wholeNumber("--instances", values.instances, 1, 12),
        stickiness,
        cookieDurationSeconds: wholeNumber("--cookie-duration", values["cookie-duration"], 1, 604_800),
        algorithm,
        state,
        ...(redis === undefined ? {} : { redisUrl: redisUrl(redis) }),
        logDir: values["log-dir"],
      },
    };
  },
});

function redisUrl(value: string): string {
  if (/^rediss?:$/.test(URL.canParse(value) ? new URL(value).protocol : "")) return value;
  throw new UserError(`--redis-url is "${withoutPassword(value)}"; allowed: a URL like redis://127.0.0.1:6379`);
}

function hostName(value: string): string {
  if (/^[a-z0-9][a-z0-9.-]{0,252}$/i.test(value)) return value.toLowerCase();
  throw new UserError(`--control-host is "${value}"; allowed: a host name without a port`);
}
