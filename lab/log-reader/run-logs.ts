import { setTimeout as sleep } from "node:timers/promises";
import { hasColour } from "../../machine/commands/has-colour.ts";
import { UserError } from "../../machine/user-error.ts";
import { countConnections, countMessages, type ConnectionCount, type MessageCount } from "./count-entries.ts";
import { createLogTail, logFiles, type LogTail } from "./log-tail.ts";
import type { LogsOptions } from "./options.ts";
import { mergeEntries } from "./merge-entries.ts";
import { prettyEntry } from "./pretty-entry.ts";
import { readEntry, type LogEntry } from "./read-entry.ts";
import { selectEntries } from "./select-entries.ts";

const FOLLOW_MS = 200;

/** Shows the logs of a lab; with `follow` it ends with the reader or by a signal. */
export async function runLogs({ client, room, errors, count, follow, json, logDir }: LogsOptions): Promise<void> {
  const { stdout } = process;
  // A reader such as `head` has had enough.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  const tails = new Map<string, LogTail>();
  const everything = () => {
    for (const file of logFiles(logDir)) if (!tails.has(file)) tails.set(file, createLogTail(file));
    return mergeEntries([...tails.values()].map(entriesOf));
  };
  if (logFiles(logDir).length === 0) throw new UserError(`there are no logs in ${logDir}; npm start writes them`);

  if (count !== null) {
    const counts = count === "connections" ? countConnections() : countMessages();
    for await (const entry of everything()) counts.add(entry);
    stdout.write(
      json ? `${JSON.stringify({ schemaVersion: 1, [count]: counts.all() }, null, 2)}\n` : table(counts.all()),
    );
    return;
  }

  const selection = selectEntries({ client, room, errors });
  const print =
    stdout.isTTY && !json ? prettyEntry(hasColour(stdout)) : (entry: LogEntry) => `${JSON.stringify(entry)}\n`;
  if (client !== null) {
    for await (const entry of everything()) selection.learn(entry);
    tails.clear();
  }
  const show = async () => {
    for await (const entry of everything()) {
      selection.learn(entry);
      if (selection.isWanted(entry) && !stdout.write(print(entry))) await drained();
    }
  };
  await show();
  if (!follow) return;
  for (;;) {
    await sleep(FOLLOW_MS);
    await show();
  }
}

async function* entriesOf(tail: LogTail): AsyncGenerator<LogEntry> {
  for await (const line of tail.lines()) {
    const entry = readEntry(line);
    if (entry) yield entry;
  }
}

function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.once("drain", resolve));
}

function table(rows: readonly (ConnectionCount | MessageCount)[]): string {
  const shown = rows.map((row): Record<string, string | number> => {
    if (!("lastAt" in row)) return { ...row };
    const { isWhole, lastAt, open, ...rest } = row;
    return { ...rest, open: isWhole ? open : `at least ${open}`, "last line": new Date(lastAt).toISOString() };
  });
  const names = Object.keys(shown[0] ?? { none: "" });
  const lines = [names, ...shown.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_name, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column]!)).join("  "));
  return padded.map((line) => `${line.trimEnd()}\n`).join("");
}
