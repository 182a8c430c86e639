import { readOptions } from "../../machine/commands/read-options.ts";
import { refuse } from "../../machine/commands/refuse.ts";
import { HELP, parseOptions } from "./options.ts";
import { NoClusterError, startDevServer } from "./start-dev-server.ts";

const options = readOptions(parseOptions);
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
try {
  const server = await startDevServer(options);
  process.stdout.write(`ready ${server.url} (the lab at ${options.lab})\n`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
} catch (error) {
  if (error instanceof NoClusterError) refuse(error.message);
  if (error instanceof Error && /port \d+ is already in use/i.test(error.message)) {
    refuse(`port ${options.port} is in use; choose another with --port (0: any free one)`);
  }
  throw error;
}
