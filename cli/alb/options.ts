import { defineCommand } from "../../machine/commands/command.ts";
import { BALANCER_OPTIONS } from "../../lab/balancer-options.ts";
import { readHttpsOptions } from "../../machine/certificates/https-options.ts";
import { oneOf } from "../../machine/commands/one-of.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { UserError } from "../../machine/user-error.ts";
import { refuseHealthCheck } from "../../alb/targets/health-check-settings.ts";
import { parseTarget } from "../../alb/targets/parse-target.ts";
import { readFollow } from "../../lab/follow/read-follow.ts";
import { readConfigFile } from "./config-file.ts";

export type AlbOptions = ReturnType<(typeof albCommand)["read"]>;

/** What `--config` says in their place. */
const IN_CONFIG = [
  "target",
  "port",
  "health-path",
  "matcher",
  "health-interval",
  "health-timeout",
  "stickiness",
  "stickiness-type",
  "app-cookie",
  "cookie-duration",
  "algorithm",
];

/** What an API says in their place. */
const FOLLOWED = [...IN_CONFIG.filter((name) => name !== "port"), "config", "instances", "start-timeout"];

const ALGORITHMS = ["round_robin", "least_outstanding_requests", "weighted_random"] as const;

/** `npm run alb`, `sticky-rooms alb`. */
export const albCommand = defineCommand({
  name: "alb",
  usage: "[options] (--target URL … | --follow URL | -- COMMAND [ARGS])",
  about: `A stand-in for an AWS Application Load Balancer in front of your own application: of copies that run already, or of a
command, of which it starts as many as you like, each with PORT and INSTANCE of its own; or of the targets that are registered
at an emulator of the AWS API.`,
  options: {
    target: {
      type: "string",
      multiple: true,
      value: "URL",
      says: "a copy that runs already, as http://127.0.0.1:3001 (may be given several times)",
    },
    config: {
      type: "string",
      value: "FILE",
      says: "listeners, rules and target groups as JSON, under ELBv2's names; a command's copies join the first group",
    },
    follow: {
      type: "string",
      value: "URL",
      says: "be the load balancer that an emulator of the AWS API describes there, in front of the targets registered there",
    },
    "load-balancer": {
      type: "string",
      value: "NAME",
      says: "with --follow: which load balancer, if there are several",
    },
    instances: { type: "string", value: "N", says: "with a command: how many copies, 1 to 32 (default 3)" },
    ...BALANCER_OPTIONS,
    "health-path": { type: "string", default: "/", value: "PATH", says: "what the health checks ask for (default /)" },
    matcher: {
      type: "string",
      default: "200-399",
      value: "CODES",
      says: 'which statuses are healthy, as "200" or "200,404" (default 200-399; a bare WebSocket server answers 426)',
    },
    "health-interval": {
      type: "string",
      default: "5",
      value: "S",
      says: "seconds between two health checks, 5 to 300 (default 5)",
    },
    "health-timeout": {
      type: "string",
      default: "2",
      value: "S",
      says: "seconds for the answer to one, 2 to 120 (default 2)",
    },
    "stickiness-type": { type: "string", value: "TYPE", says: "lb_cookie or app_cookie (default lb_cookie)" },
    "app-cookie": { type: "string", value: "NAME", says: "the application's cookie, for app_cookie" },
    "start-timeout": {
      type: "string",
      default: "30",
      value: "S",
      says: "with a command: how long a copy may take to listen, 1 to 600 (default 30)",
    },
  },
  allowPositionals: true,
  notes: `It serves from the start, and prints "ready URL (control API URL)" when all targets are healthy. Ctrl-C stops all of it.

Exit code: 0 stopped by a signal, 2 it could not start.`,
  examples: [
    ["--target http://127.0.0.1:3001 --target http://127.0.0.1:3002", "two copies that run already"],
    ["--instances 3 -- node server.js", "three copies of a command"],
    ["--stickiness off -- npm run serve", "without stickiness"],
    ["--https -- node server.js", "by HTTPS and HTTP/2 as well"],
    ["--matcher 426 -- node ws-server.js", "a bare WebSocket server"],
    ["--config alb.json -- node server.js", "rules and target groups as on AWS"],
    ["--follow http://127.0.0.1:5000", "the data plane of an emulator that has none"],
  ],
  read({ values, positionals, tokens }, invocation) {
    const separator = tokens.find(({ kind }) => kind === "option-terminator");
    const stray = tokens.find((token) => token.kind === "positional" && (!separator || token.index < separator.index));
    if (stray?.kind === "positional") {
      throw new UserError(
        `"${stray.value}" is not an option; a command stands behind --, as in: ${invocation} -- ${stray.value}`,
      );
    }
    const inFile = tokens.find((token) => token.kind === "option" && IN_CONFIG.includes(token.name));
    if (values.config !== undefined && inFile?.kind === "option") {
      throw new UserError(`--${inFile.name} is not possible with --config, whose file says it`);
    }
    const config = values.config === undefined ? null : readConfigFile(values.config);
    const decided = tokens.find((token) => token.kind === "option" && FOLLOWED.includes(token.name));
    const follow = readFollow(values, decided?.kind === "option" ? decided.name : undefined);
    if (follow && positionals.length > 0) throw new UserError("either --follow or a command, not both");
    const urls = values.target ?? [];
    if (urls.length > 0 && positionals.length > 0) throw new UserError("either --target or a command, not both");
    if (config && config.targets.length === 0 && positionals.length === 0) {
      throw new UserError("--config names no Targets; name some, or a command: its copies join the first target group");
    }
    if (!config && !follow && urls.length === 0 && positionals.length === 0) {
      throw new UserError(
        `which application? ${invocation} --target http://127.0.0.1:3001, or a command: ${invocation} -- node server.js`,
      );
    }
    if (positionals.length === 0 && values.instances !== undefined) {
      throw new UserError("--instances needs a command; copies that run already are named one by one");
    }
    const targets = urls.map((url) => {
      const target = parseTarget(url);
      if (typeof target === "string") throw new UserError(`--target: ${target}`);
      return target;
    });
    const twice = targets.find(({ id }, index) => targets.findIndex((one) => one.id === id) < index);
    if (twice) throw new UserError(`--target: "${twice.id}" is named twice`);

    const port = wholeNumber("--port", values.port, 0, 65_535);
    const controlPort = wholeNumber("--control-port", values["control-port"], 0, 65_535);
    if (port !== 0 && port === controlPort) {
      throw new UserError(`--port and --control-port are both ${port}; they need two ports`);
    }
    const https = readHttpsOptions(values, [
      ["--port", port],
      ["--control-port", controlPort],
    ]);
    const healthCheck = {
      path: values["health-path"],
      matcher: values.matcher,
      intervalSeconds: wholeNumber("--health-interval", values["health-interval"], 5, 300),
      timeoutSeconds: wholeNumber("--health-timeout", values["health-timeout"], 2, 120),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 2,
    };
    const wrong = refuseHealthCheck(healthCheck, false);
    if (wrong) {
      const option = { path: "--health-path", matcher: "--matcher" }[/^healthCheck\.(\w+)/.exec(wrong)?.[1] ?? ""];
      throw new UserError(
        wrong
          .replace(/^healthCheck\.\w+/, option ?? "--health-timeout")
          .replace("intervalSeconds", "--health-interval"),
      );
    }
    return {
      config,
      follow,
      port,
      controlPort,
      https,
      controlHost: values["control-host"] ?? null,
      targets,
      command: positionals.length > 0 ? (positionals as [string, ...string[]]) : null,
      instances: wholeNumber("--instances", values.instances ?? "3", 1, 32),
      healthCheck,
      targetGroupAttributes: attributes(values),
      startTimeoutMs: wholeNumber("--start-timeout", values["start-timeout"], 1, 600) * 1_000,
    };
  },
});

function attributes(values: {
  stickiness: string;
  "stickiness-type"?: string | undefined;
  "app-cookie"?: string | undefined;
  "cookie-duration": string;
  algorithm: string;
}): Record<string, string> {
  const name = values["app-cookie"];
  const type = oneOf(
    "--stickiness-type",
    values["stickiness-type"] ?? (name === undefined ? "lb_cookie" : "app_cookie"),
    ["lb_cookie", "app_cookie"] as const,
  );
  if (type === "app_cookie" && name === undefined)
    throw new UserError("--stickiness-type app_cookie needs --app-cookie NAME");
  if (type === "lb_cookie" && name !== undefined) {
    throw new UserError("--app-cookie is for --stickiness-type app_cookie, not for lb_cookie");
  }
  const isOn = oneOf("--stickiness", values.stickiness, ["on", "off"] as const) === "on";
  const algorithm = oneOf("--algorithm", values.algorithm, ALGORITHMS);
  if (isOn && algorithm === "weighted_random") {
    throw new UserError(
      "--algorithm weighted_random is not possible with stickiness (ELBv2 refuses it); add --stickiness off",
    );
  }
  const seconds = String(wholeNumber("--cookie-duration", values["cookie-duration"], 1, 604_800));
  return {
    "stickiness.enabled": String(isOn),
    "stickiness.type": type,
    [`stickiness.${type}.duration_seconds`]: seconds,
    ...(name === undefined ? {} : { "stickiness.app_cookie.cookie_name": name }),
    "load_balancing.algorithm.type": algorithm,
    "deregistration_delay.timeout_seconds": "30",
  };
}
