import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { OptionError } from "../../machine/commands/option-error.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

export const HELP = `usage: npm run dev -- [options]

The page with hot reload, against a lab that runs already (npm start): what is changed in web/ is seen at once.

  --lab URL   the lab's address (default http://localhost:8000)
  --port N        where the page is served (default 5173; 0: any free port)
  --help          this text
`;

export type DevOptions = { help: true } | { help: false; lab: string; port: number };

export function parseOptions(args: string[]): DevOptions {
  const { help, lab, port } = read(args);
  if (help) return { help: true };
  const url = URL.canParse(lab) ? new URL(lab) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !/^\/?$/.test(url.pathname)) {
    throw new OptionError(`--lab is "${lab}"; allowed: an address like http://localhost:8000`);
  }
  return { help: false, lab: url.origin, port: wholeNumber("--port", port, 0, 65_535) };
}

function read(args: string[]): { help: boolean; lab: string; port: string } {
  return parseCommandLine("npm run dev", {
    args,
    options: {
      lab: { type: "string", default: "http://localhost:8000" },
      port: { type: "string", default: "5173" },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
}
