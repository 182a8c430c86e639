import { runCommand } from "../../machine/commands/command.ts";
import { logsCommand } from "./options.ts";

await runCommand(logsCommand, async (options) => (await import("./run-logs.ts")).runLogs(options));
