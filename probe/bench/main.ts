import { runCommand } from "../../machine/commands/command.ts";
import { benchCommand } from "./options.ts";

await runCommand(benchCommand, async (options) => (await import("./run-bench.ts")).runBench(options));
