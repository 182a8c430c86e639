import { runCommand } from "../../machine/commands/command.ts";
import { experimentCommand } from "./options.ts";

await runCommand(experimentCommand, async (options) => (await import("./run-experiment.ts")).runExperiment(options));
