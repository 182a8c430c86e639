import { runCommand } from "../../machine/commands/command.ts";
import { albCommand } from "./options.ts";

await runCommand(albCommand, async (options) => (await import("./run-alb.ts")).runAlb(options));
