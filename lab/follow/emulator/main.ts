import { runCommand } from "../../../machine/commands/command.ts";
import { awsLocalCommand } from "./options.ts";

await runCommand(awsLocalCommand, async (options) => (await import("./run-emulator.ts")).runEmulator(options));
