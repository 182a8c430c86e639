import { runCommand } from "../../machine/commands/command.ts";
import { docsCommand } from "./options.ts";

await runCommand(docsCommand, async () => (await import("./renew-copies.ts")).renewCopies());
