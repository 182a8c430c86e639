import { renameSync, statSync } from "node:fs";
import pino, { type Logger } from "pino";
import type { Settings } from "./settings.ts";

/** What may wait to be written; a reader of stdout that hangs costs lines, not memory. */
const MAX_WAITING_BYTES = 4_000_000;

interface RunningLog {
  log: Logger;
  /** Writes what waits, at once; for the moment before the process ends. */
  flush: () => void;
}

type LogSettings = Pick<Settings, "logLevel" | "logFile" | "logFileBytes">;

/** JSON lines on stdout, and in a file if one is named. Throws when the file cannot be opened. */
export function createLogger({ logLevel, logFile, logFileBytes }: LogSettings, instance: string): RunningLog {
  const stdout = pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING_BYTES });
  const destinations = [stdout];
  if (logFile) {
    const file = pino.destination({ dest: logFile, append: true, mkdir: true, sync: true });
    let bytes = statSync(logFile).size;
    file.on("write", (written: number) => {
      bytes += written;
      if (bytes < logFileBytes) return;
      bytes = 0;
      renameSync(logFile, `${logFile}.1`);
      file.reopen();
    });
    destinations.push(file);
  }
  const log = pino(
    { level: logLevel, base: { pid: process.pid, hostname: instance, instance } },
    pino.multistream(
      destinations.map((stream) => ({ stream, level: "trace" as const })),
      { dedupe: false },
    ),
  );
  return {
    log,
    flush: () => {
      for (const destination of destinations) destination.flushSync();
    },
  };
}
