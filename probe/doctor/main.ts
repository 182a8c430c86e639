import { runCommand } from "../../machine/commands/command.ts";
import { doctorCommand } from "./options.ts";

await runCommand(doctorCommand, async (options) => (await import("./run-doctor.ts")).runDoctor(options));
