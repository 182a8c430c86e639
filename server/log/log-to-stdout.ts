import { setTimeout as sleep } from "node:timers/promises";

/** What may wait to be written; a reader of stdout that hangs costs lines, not memory. */
const MAX_WAITING_BYTES = 4_000_000;

/**
 * Lines for stdout, written by Node's own stream. Pino's, in the background, would keep the process from ending where
 * stdout is a pipe that nobody reads or that is closed: its last write would wait for ever.
 */
export function logToStdout(stdout: NodeJS.WriteStream = process.stdout) {
  stdout.on("error", () => {});
  return {
    write: (line: string): void => {
      if (stdout.writable && stdout.writableLength < MAX_WAITING_BYTES) stdout.write(line);
    },
    /** Resolves when everything has been taken, after `ms` at the latest: maybe nobody reads any more. */
    written: async (ms: number): Promise<void> => {
      const deadline = performance.now() + ms;
      while (stdout.writable && stdout.writableLength > 0 && performance.now() < deadline) await sleep(10);
    },
  };
}
