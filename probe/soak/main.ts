import { runCommand } from "../../machine/commands/command.ts";
import { soakCommand } from "./options.ts";

await runCommand(soakCommand, async (options) => (await import("./run-soak.ts")).runSoak(options));
