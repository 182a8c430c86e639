import { runCommand } from "../../machine/commands/command.ts";
import { UserError } from "../../machine/user-error.ts";
import { devCommand } from "./options.ts";

await runCommand(devCommand, async (options) => {
  const { startDevServer } = await import("./start-dev-server.ts");
  const server = await startDevServer(options).catch((error: unknown) => {
    if (!(error instanceof Error && /port \d+ is already in use/i.test(error.message))) throw error;
    throw new UserError(`port ${options.port} is in use; choose another with --port (0: any free one)`);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
  process.stdout.write(`ready ${server.url} (the lab at ${options.lab})\n`);
});
