import pino from "pino";
import type { Settings } from "../settings/settings.ts";
import { ecsOptions, withPrefixedChildren } from "./ecs-options.ts";
import { logToFile } from "./log-to-file.ts";
import { logToStdout } from "./log-to-stdout.ts";

type LogSettings = Pick<Settings, "logLevel" | "logFormat" | "logFile" | "logFileBytes">;

/** JSON lines on stdout, and in a file if one is named. Throws when the file cannot be opened. */
export function createLogger({ logLevel, logFormat, logFile, logFileBytes }: LogSettings, instance: string) {
  const isEcs = logFormat === "ecs";
  const options: pino.LoggerOptions = isEcs
    ? { ...ecsOptions(instance), base: { pid: process.pid, hostname: instance } }
    : { base: { pid: process.pid, hostname: instance, instance } };
  const stdout = logToStdout();
  const destinations: pino.DestinationStream[] = [stdout];
  // Past the logger, which is in the middle of writing this line's neighbour.
  const apart = pino(options, stdout);
  const file = logFile
    ? logToFile(logFile, logFileBytes, (reason) => apart.error({ logFile, reason }, "log file lost"))
    : null;
  if (file) destinations.push(file);
  const log = pino(
    { ...options, level: logLevel },
    pino.multistream(
      destinations.map((stream) => ({ stream, level: "trace" as const })),
      { dedupe: false },
    ),
  );
  return {
    log: isEcs ? withPrefixedChildren(log) : log,
    written: stdout.written,
    linesLost: () => file?.lost() ?? 0,
  };
}
