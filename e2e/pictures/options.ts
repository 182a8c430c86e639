import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { PICTURES_FOLDER, SCENES } from "./picture-files.ts";

export const HELP = `usage: npm run pictures -- [options]

Plays the tour in a lab of its own and takes the pictures of the documentation, each in light and in dark.
The step "shared-state" needs a redis-server on this machine.

  --out DIR   where they go (default docs/images)
  --help      this text

Steps: ${SCENES.join(", ")}.
`;

export function parseOptions(args: string[]): { help: boolean; out: string } {
  return parseCommandLine("npm run pictures", {
    args,
    options: {
      out: { type: "string", default: PICTURES_FOLDER },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
}
