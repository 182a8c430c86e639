import { prettyFactory } from "pino-pretty";
import type { LogEntry } from "./read-entry.ts";

/** Writes an entry as a line for people. */
export function prettyEntry(isColoured: boolean): (entry: LogEntry) => string {
  return prettyFactory({
    colorize: isColoured,
    singleLine: true,
    translateTime: "SYS:HH:MM:ss.l",
    ignore: "pid,hostname,instance",
    messageFormat: "{instance} {msg}",
  });
}
