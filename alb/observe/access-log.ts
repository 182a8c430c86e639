import { mkdir, open, rename } from "node:fs/promises";
import path from "node:path";
import { accessLogLine, type AccessLogEntry } from "./access-log-line.ts";
import { createLineStore } from "./line-store.ts";

export interface AccessLogOptions {
  file?: string;
  /** How many of the newest lines are kept in memory. */
  entries?: number;
  /** At this size the file becomes FILE.1. */
  fileBytes?: number;
  /** A capture of September 2026 has two more fields at the end of each line, each `"-"`. */
  moreFields?: number;
}

/** Lines that wait for a slow disk; of more than these the oldest are not written. */
const MAX_UNWRITTEN = 10_000;
/** Between two writes to the file. */
const REST_MS = 50;

/** The newest access log lines, and a file of limited size when one is named. */
export function createAccessLog({ file, entries = 1_000, fileBytes = 20_000_000, moreFields = 0 }: AccessLogOptions) {
  const newest = createLineStore(entries, file === undefined ? 0 : MAX_UNWRITTEN);
  let writing: Promise<void> | null = null;
  let failed = false;
  let isClosing = false;
  let endRest = () => {};

  async function write(to: string): Promise<void> {
    await mkdir(path.dirname(to), { recursive: true });
    let handle = await open(to, "a");
    try {
      let { size } = await handle.stat();
      for (let text = newest.takeNew(); text.length > 0; text = newest.takeNew()) {
        if (size + text.length > fileBytes) {
          await handle.close();
          await rename(to, `${to}.1`).catch(() => {});
          handle = await open(to, "a");
          size = 0;
        }
        size += text.length;
        await handle.appendFile(text);
        if (!isClosing) await rest();
      }
    } finally {
      await handle.close();
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
    add(entry: AccessLogEntry): void {
      newest.add(accessLogLine(entry, moreFields));
      if (file === undefined || failed) return;
      // A log that cannot be written stops being written; it must not stop the traffic.
      writing ??= write(file)
        .catch(() => {
          failed = true;
        })
        .finally(() => (writing = null));
    },
    lines: newest.lines,
    close: async () => {
      isClosing = true;
      endRest();
      await writing;
    },
  };
}

export type AccessLog = ReturnType<typeof createAccessLog>;
