import { runCommand } from "../../machine/commands/command.ts";
import { walksCommand } from "./options.ts";

await runCommand(walksCommand, async (options) => (await import("./run-walks.ts")).runWalks(options));
