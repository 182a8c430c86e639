import { runCommand } from "../machine/commands/command.ts";
import { labCommand } from "./options.ts";

await runCommand(labCommand, async (options) => (await import("./run-lab.ts")).runLab(options));
