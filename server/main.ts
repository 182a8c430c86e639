import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { collectDefaultMetrics, Registry } from "prom-client";
import { createLogger } from "./log/logger.ts";
import { parseSettings } from "./settings/parse-settings.ts";
import { StoreStartError } from "./room/room-store.ts";
import { startServer } from "./server.ts";
import { usage } from "./settings/usage.ts";

/** Ends the process as for bad input: a sentence for a person, exit code 2. */
function giveUp(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

const [argument] = process.argv.slice(2);
if (argument === "--help") {
  process.stdout.write(usage());
  process.exit(0);
}
if (argument !== undefined) giveUp(`unknown option ${argument}; --help lists what can be set`);

const parsed = parseSettings(process.env);
if (!parsed.ok) giveUp(parsed.complaints.join("\n"));
const here = import.meta.url;
const settings = {
  ...parsed.settings,
  instance: parsed.settings.instance || hostname(),
  // Run from the source, the built page is one folder further.
  webDir: parsed.settings.webDir || fileURLToPath(new URL(here.endsWith(".ts") ? "../dist/web" : "../web", here)),
};

// The launcher holds the other end: when it dies, however it dies, nobody needs this instance.
if (process.channel) process.on("disconnect", () => process.exit(0));

const { log, written, linesLost } = openLog();
process.on("uncaughtException", (err) => {
  log.fatal({ err }, "uncaught exception");
  process.exit(1);
});
process.on("unhandledRejection", (reason) => {
  throw reason;
});

const registry = new Registry();
collectDefaultMetrics({ register: registry });
// Gauges that end as only a counter may; the same by type stand beside them.
for (const what of ["handles", "requests", "resources"]) registry.removeSingleMetric(`nodejs_active_${what}_total`);
const starting = startServer({ ...settings, log, registry, linesLost });

// Before it listens: a reader of that line may end it the next moment.
let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, "stopping");
    void stop();
  });
}

await starting.catch((error: NodeJS.ErrnoException) => {
  if (error instanceof StoreStartError) return giveUp(error.message);
  if (error.syscall !== "listen" && error.syscall !== "getaddrinfo") throw error;
  const why = error.code === "EADDRINUSE" ? "the port is in use" : error.message;
  return giveUp(`cannot listen on HOST=${settings.host} PORT=${settings.port}: ${why}; set another one`);
});

async function stop() {
  const server = await starting;
  await server.drain();
  log.info("stopped");
  await written(500);
  process.exit(0);
}

function openLog() {
  try {
    return createLogger(settings, settings.instance);
  } catch (error) {
    return giveUp(`LOG_FILE=${JSON.stringify(settings.logFile)}: ${(error as Error).message}`);
  }
}
