import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { accessLogLine, type AccessLogEntry } from "./access-log-line.ts";

export interface AccessLogOptions {
  file?: string;
  /** How many of the newest lines are kept in memory. */
  entries?: number;
  /** At this size the file becomes FILE.1. */
  fileBytes?: number;
}

/** Lines that wait for a slow disk; what comes on top is kept in memory only. */
const MAX_UNWRITTEN = 10_000;

/** The newest access log lines, and a file of limited size when one is named. */
export function createAccessLog({ file, entries = 1_000, fileBytes = 20_000_000 }: AccessLogOptions) {
  const lines: string[] = [];
  let unwritten: string[] = [];
  let writing: Promise<void> | null = null;
  let failed = false;

  async function write(to: string): Promise<void> {
    await mkdir(path.dirname(to), { recursive: true });
    while (unwritten.length > 0) {
      const text = `${unwritten.join("\n")}\n`;
      unwritten = [];
      const size = await stat(to).then(
        (found) => found.size,
        () => 0,
      );
      if (size + text.length > fileBytes) await rename(to, `${to}.1`).catch(() => {});
      await appendFile(to, text);
    }
  }

  return {
    add(entry: AccessLogEntry): void {
      const line = accessLogLine(entry);
      lines.push(line);
      if (lines.length > entries * 2) lines.splice(0, lines.length - entries);
      if (file === undefined || failed) return;
      if (unwritten.length < MAX_UNWRITTEN) unwritten.push(line);
      // A log that cannot be written stops being written; it must not stop the traffic.
      writing ??= write(file)
        .catch(() => {
          failed = true;
          unwritten = [];
        })
        .finally(() => (writing = null));
    },
    lines: () => lines.slice(-entries),
    close: async () => {
      await writing;
    },
  };
}

export type AccessLog = ReturnType<typeof createAccessLog>;
