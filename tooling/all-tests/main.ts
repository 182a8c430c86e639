import { runCommand } from "../../machine/commands/command.ts";
import { allTestsCommand } from "./options.ts";

// The npm packages are there by now: tooling/bootstrap/run-entry.js has seen to it.
await runCommand(allTestsCommand, async (options) => (await import("./run-all-tests.ts")).runAllTests(options));
