import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

export const HELP = `usage: npm run bench -- [options]

Performance as ratios to a base, measured in turns in one run: absolute figures say little on another machine.

  --rounds N    turns of each contestant, 1 to 600 (default 3)
  --seconds S   seconds of one turn, 1 to 600 (default 3)
  --json        the rows as JSON
  --help        this text
`;

export interface BenchOptions {
  help: boolean;
  rounds: number;
  seconds: number;
  json: boolean;
}

/** The command line of `npm run bench`. */
export function parseOptions(args: string[]): BenchOptions {
  const { values } = parseCommandLine("npm run bench", {
    args,
    options: {
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "3" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return {
    help: values.help,
    rounds: wholeNumber("--rounds", values.rounds, 1, 600),
    seconds: wholeNumber("--seconds", values.seconds, 1, 600),
    json: values.json,
  };
}
