import { existsSync } from "node:fs";
import { defineCommand } from "../../machine/commands/command.ts";
import { oneOf } from "../../machine/commands/one-of.ts";
import { UserError } from "../../machine/user-error.ts";

export type LogsOptions = ReturnType<(typeof logsCommand)["read"]>;

/** `npm run logs`. */
export const logsCommand = defineCommand({
  name: "logs",
  usage: "[options]",
  about:
    "Shows what the instances and the balancer of a lab on this machine logged, in the order of time. On a terminal lines are for people; elsewhere they are JSON, those of the balancer's access log too.",
  options: {
    client: {
      type: "string",
      value: "ID",
      says: "one client's story: what instances logged of it, and its requests at the balancer",
    },
    room: { type: "string", value: "NAME", says: "what happened in one room, on every instance" },
    errors: { type: "boolean", default: false, says: "warnings and errors, and requests answered with 400 or more" },
    count: {
      type: "string",
      value: "WHAT",
      says: "connections: open ones by instance; messages: those of each room by instance",
    },
    follow: { type: "boolean", short: "f", default: false, says: "go on with what is logged from now on" },
    json: { type: "boolean", default: false, says: "JSON on a terminal too" },
    "log-dir": { type: "string", default: "logs", value: "DIR", says: "where the lab writes its logs (default logs)" },
  },
  notes: "Filters add up: --room lobby --errors shows the errors in #lobby.",
  examples: [
    ["--errors --follow", "what goes wrong, as it happens"],
    ["--room lobby", "who joined, spoke and left, and on which instance"],
    ["--count connections", "how many are on each instance"],
  ],
  read({ values }) {
    const count = values.count === undefined ? null : oneOf("--count", values.count, ["connections", "messages"]);
    if (count !== null && values.follow) throw new UserError("--follow is not possible with --count");
    const filtered = count !== null && (values.client ?? values.room ?? (values.errors || undefined)) !== undefined;
    if (filtered) throw new UserError("--count counts everything; leave out --client, --room and --errors");
    const logDir = values["log-dir"];
    if (!existsSync(logDir)) {
      throw new UserError(`--log-dir is "${logDir}", which does not exist; npm start writes its logs into logs`);
    }
    return {
      client: values.client ?? null,
      room: values.room ?? null,
      errors: values.errors,
      count,
      follow: values.follow,
      json: values.json,
      logDir,
    };
  },
});
