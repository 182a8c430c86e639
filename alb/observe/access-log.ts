import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { accessLogLine, type AccessLogEntry } from "./access-log-line.ts";

export interface AccessLogOptions {
  file?: string;
  /** How many of the newest lines are kept in memory. */
  entries?: number;
  /** At this size the file becomes FILE.1. */
  fileBytes?: number;
  /** A capture of September 2026 has two more fields at the end of each line, each `"-"`. */
  moreFields?: number;
}

/** Lines that wait for a slow disk; what comes on top is kept in memory only. */
const MAX_UNWRITTEN = 10_000;
/** Between two writes to the file. */
const REST_MS = 50;
/** An entry of a longer head becomes its line at once: its texts would keep the whole head in memory. */
const MAX_HEAD_BYTES = 2_048;

/** The newest access log lines, and a file of limited size when one is named. Lines are made when somebody takes them. */
export function createAccessLog({ file, entries = 1_000, fileBytes = 20_000_000, moreFields = 0 }: AccessLogOptions) {
  const newest: (AccessLogEntry | string)[] = [];
  let unwritten: (AccessLogEntry | string)[] = [];
  let writing: Promise<void> | null = null;
  let failed = false;
  let isClosing = false;
  let endRest = () => {};
  let fileSize: number | null = null;
  const line = (one: AccessLogEntry | string) => (typeof one === "string" ? one : accessLogLine(one, moreFields));

  async function write(to: string): Promise<void> {
    await mkdir(path.dirname(to), { recursive: true });
    while (unwritten.length > 0) {
      const text = `${unwritten.map(line).join("\n")}\n`;
      unwritten = [];
      fileSize ??= await sizeOf(to);
      if (fileSize + text.length > fileBytes) {
        await rename(to, `${to}.1`).catch(() => {});
        fileSize = 0;
      }
      fileSize += text.length;
      await appendFile(to, text);
      if (!isClosing) await rest();
    }
  }

  /** Lines of a busy moment are written together. */
  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, REST_MS);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    /** @param headBytes how long the head is that the entry's texts come from. */
    add(entry: AccessLogEntry, headBytes: number): void {
      const one = headBytes > MAX_HEAD_BYTES ? line(entry) : entry;
      newest.push(one);
      if (newest.length > entries * 2) newest.splice(0, newest.length - entries);
      if (file === undefined || failed) return;
      if (unwritten.length < MAX_UNWRITTEN) unwritten.push(one);
      // A log that cannot be written stops being written; it must not stop the traffic.
      writing ??= write(file)
        .catch(() => {
          failed = true;
          unwritten = [];
        })
        .finally(() => (writing = null));
    },
    lines: () => newest.slice(-entries).map(line),
    close: async () => {
      isClosing = true;
      endRest();
      await writing;
    },
  };
}

export type AccessLog = ReturnType<typeof createAccessLog>;

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
