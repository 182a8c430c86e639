import { runCommand } from "../../machine/commands/command.ts";
import { picturesCommand } from "./options.ts";

await runCommand(picturesCommand, async (options) => (await import("./take-pictures.ts")).takePictures(options));
