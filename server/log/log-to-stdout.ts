import { setTimeout as sleep } from "node:timers/promises";

/** What may wait to be written; a reader of stdout that hangs costs lines, not memory. */
const MAX_WAITING_BYTES = 4_000_000;

/** Where log lines go that are for stdout. */
export interface StdoutLog {
  write(line: string): void;
  /** Resolves when everything has been taken, at the latest after `ms`: nobody need be reading any more. */
  written(ms: number): Promise<void>;
}

/**
 * Lines for stdout, written by Node's own stream. Pino's, in the background, would keep the process from ending where
 * stdout is a pipe that nobody reads or that is closed: its last write would wait for ever.
 */
export function logToStdout(stdout: NodeJS.WriteStream = process.stdout): StdoutLog {
  stdout.on("error", () => {});
  return {
    write: (line) => {
      if (stdout.writable && stdout.writableLength < MAX_WAITING_BYTES) stdout.write(line);
    },
    written: async (ms) => {
      const deadline = performance.now() + ms;
      while (stdout.writable && stdout.writableLength > 0 && performance.now() < deadline) await sleep(10);
    },
  };
}
