import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/** Longer lines are no log lines of ours. */
const MAX_LINE = 1_000_000;

/** Reads one log file as it grows, through its renaming to FILE.1. */
export interface LogTail {
  /** The complete lines since the last call; at the first one, those of FILE.1 come before. */
  lines(): AsyncGenerator<string>;
}

/** The logs of a lab: `access.log` and one for each instance. Also those that come to be later. */
export function logFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .map((name) => path.join(folder, name));
}

export function createLogTail(file: string): LogTail {
  const old = `${file}.1`;
  let inode: number | null = null;
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);

  async function* read(from: string): AsyncGenerator<string> {
    for await (const chunk of createReadStream(from, { start: offset }) as AsyncIterable<Buffer>) {
      offset += chunk.length;
      const read = Buffer.concat([rest, chunk]);
      // A character may end in the next chunk, or not be written yet; a line that is whole has no such end.
      const end = read.lastIndexOf("\n") + 1;
      rest = read.subarray(end).subarray(-MAX_LINE);
      if (end > 0) yield* read.toString("utf8", 0, end - 1).split("\n");
    }
  }

  return {
    async *lines() {
      const isFirst = inode === null;
      // FILE.1 first: what was in FILE when it was renamed is read there to its end.
      if (existsSync(old) && (isFirst || statSync(old).ino === inode)) yield* read(old);
      if (!existsSync(file)) return;
      const current = statSync(file);
      if (current.ino !== inode || current.size < offset) {
        inode = current.ino;
        offset = 0;
        rest = Buffer.alloc(0);
      }
      if (current.size > offset) yield* read(file);
    },
  };
}
