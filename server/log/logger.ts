import pino from "pino";
import { logToFile } from "./log-to-file.ts";
import { logToStdout } from "./log-to-stdout.ts";
import type { Settings } from "../settings/settings.ts";

type LogSettings = Pick<Settings, "logLevel" | "logFile" | "logFileBytes">;

/** JSON lines on stdout, and in a file if one is named. Throws when the file cannot be opened. */
export function createLogger({ logLevel, logFile, logFileBytes }: LogSettings, instance: string) {
  const stdout = logToStdout();
  const destinations: pino.DestinationStream[] = [stdout];
  const file = logFile
    ? logToFile(logFile, logFileBytes, (reason) => {
        // Past the logger, which is in the middle of writing this line's neighbour.
        stdout.write(
          `${JSON.stringify({ level: 50, time: Date.now(), instance, logFile, reason, msg: "log file lost" })}\n`,
        );
      })
    : null;
  if (file) destinations.push(file);
  const log = pino(
    { level: logLevel, base: { pid: process.pid, hostname: instance, instance } },
    pino.multistream(
      destinations.map((stream) => ({ stream, level: "trace" as const })),
      { dedupe: false },
    ),
  );
  return { log, written: stdout.written, linesLost: () => file?.lost() ?? 0 };
}
