import pino from "pino";
import { logToFile } from "./log-to-file.ts";
import { logToStdout } from "./log-to-stdout.ts";
import type { Settings } from "../settings/settings.ts";

type LogSettings = Pick<Settings, "logLevel" | "logFile" | "logFileBytes">;

/** JSON lines on stdout, and in a file if one is named. Throws when the file cannot be opened. */
export function createLogger({ logLevel, logFile, logFileBytes }: LogSettings, instance: string) {
  const stdout = logToStdout();
  const destinations: pino.DestinationStream[] = [stdout];
  if (logFile) destinations.push(logToFile(logFile, logFileBytes));
  const log = pino(
    { level: logLevel, base: { pid: process.pid, hostname: instance, instance } },
    pino.multistream(
      destinations.map((stream) => ({ stream, level: "trace" as const })),
      { dedupe: false },
    ),
  );
  return { log, written: stdout.written };
}
