import { defineCommand } from "../../machine/commands/command.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { UserError } from "../../machine/user-error.ts";
import { readLog } from "./read-log.ts";
import { toEndpoints } from "../wire/to-endpoint.ts";

export const albQuestionsCommand = defineCommand({
  name: "alb-questions",
  usage: "URL [options]",
  about: `Asks a real Application Load Balancer, with this chat or any Socket.IO server behind it, what AWS's documentation leaves
open, and lays its answers beside what the stand-in does. Stickiness has to be on, with two instances or more.`,
  options: {
    path: { type: "string", value: "PATH", says: "Socket.IO's path (default: the URL's, or /socket.io/)" },
    "with-changes": {
      type: "boolean",
      says: "also ask what needs a change of the load balancer: says which, and waits for Enter",
    },
    "drain-seconds": {
      type: "string",
      value: "S",
      default: "330",
      says: "how long a deregistered or unhealthy target is watched at most, 1 to 3700 (default 330)",
    },
    echo: {
      type: "string",
      value: "PATH",
      says: "a path behind it whose answer is the request as the target got it (traefik/whoami): then what a target gets is asked too",
    },
    "access-log": {
      type: "string",
      value: "FILE",
      says: "a file of its access log, as it is in S3 (.gz or not): then how many fields a line has is asked too",
    },
    rate: { type: "string", value: "N", default: "10", says: "requests a second at most, 1 to 1000 (default 10)" },
    timeout: { type: "string", value: "S", default: "3600", says: "seconds for all of it, 1 to 7200 (default 3600)" },
    insecure: { type: "boolean", says: "take any certificate" },
    record: { type: "string", value: "FILE", says: "also write the answers to a file, as JSON with the date" },
    json: { type: "boolean", says: "the answers as JSON on stdout" },
  },
  allowPositionals: true,
  notes: "Exit code: 0 all were answered, 1 some could not be seen, 2 it could not be asked.",
  examples: [
    ["http://chat-123.eu-west-1.elb.amazonaws.com", "what can be asked without a change"],
    ["https://chat.example.com --with-changes --record answers.json", "all of it"],
  ],
  read({ values, positionals: [url, more] }, invocation) {
    if (url === undefined) throw new UserError(`which URL? ${invocation} URL`);
    if (more !== undefined) throw new UserError(`one URL at a time: "${more}" is one too many`);
    if (values.record === "") throw new UserError('--record is ""; allowed: a file to write');
    const endpoints = toEndpoints(url, values.path);
    if (values.echo !== undefined && !values.echo.startsWith("/")) {
      throw new UserError(`--echo is "${values.echo}"; allowed: a path that begins with /`);
    }
    return {
      endpoints,
      echo: values.echo === undefined ? null : new URL(values.echo, endpoints[0]),
      accessLog: values["access-log"] === undefined ? null : readLog(values["access-log"]),
      isWithChanges: values["with-changes"] ?? false,
      drainSeconds: wholeNumber("--drain-seconds", values["drain-seconds"], 1, 3700),
      rate: wholeNumber("--rate", values.rate, 1, 1000),
      timeLimitSeconds: wholeNumber("--timeout", values.timeout, 1, 7200),
      isInsecure: values.insecure ?? false,
      record: values.record ?? null,
      isJson: values.json ?? false,
    };
  },
});
