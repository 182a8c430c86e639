import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { OptionError } from "../../../machine/commands/option-error.ts";
import { wholeNumber } from "../../../machine/commands/whole-number.ts";
import { parseOptions, type LabCommand } from "../../options.ts";

export const HELP = `usage: npm run aws:local -- [options] [options of npm start]

Starts an emulator of the AWS API, applies terraform/ to it, and starts the lab as that AWS: then terraform apply
changes what people see in their browsers. Needs Terraform and moto; the first start takes about a minute and a half,
later ones a few seconds.

  --emulator-port N     the AWS API (default 5555; 0: any free port)
  --root DIR            the Terraform root (default terraform); a copy of it, say, that you have changed
  --fresh               apply terraform/ even if an earlier apply can be replayed
  --port, --control-port, --state, --redis-url, --log-dir, --open: as for npm start
  --help                this text
`;

type AwsLocalOptions =
  | { help: true }
  | {
      help: false;
      emulatorPort: number;
      /** Absolute. */
      root: string;
      fresh: boolean;
      /** For `npm start`, and what it will make of them. */
      startArgs: string[];
      lab: LabSettings;
    };

type LabSettings = Extract<LabCommand, { help: false }>["lab"];

/** The command line of `npm run aws:local`; what is not its own is for `npm start`, and checked before anything is done. */
export function parseAwsLocalOptions(args: string[]): AwsLocalOptions {
  const own = {
    "emulator-port": { type: "string", default: "5555" },
    root: { type: "string", default: path.join(import.meta.dirname, "../../../terraform") },
    fresh: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  const { values, tokens } = parseArgs({ args, options: own, strict: false, tokens: true });
  if (values.help) return { help: true };
  const emulatorPort = wholeNumber("--emulator-port", String(values["emulator-port"]), 0, 65_535);
  const taken = new Set(
    tokens.flatMap((token) => {
      if (token.kind !== "option" || !(token.name in own)) return [];
      return token.inlineValue === false ? [token.index, token.index + 1] : [token.index];
    }),
  );
  const startArgs = args.filter((_, index) => !taken.has(index));
  return {
    help: false,
    emulatorPort,
    root: existingRoot(String(values.root)),
    fresh: values.fresh === true,
    startArgs,
    lab: labSettings(startArgs),
  };
}

/** What `npm start` reads in its arguments, or the error that it would end with after a minute of applying. */
function labSettings(startArgs: string[]): LabSettings {
  const url = "http://127.0.0.1";
  const options = parseOptions(["--follow", url, ...startArgs]);
  if (!options.help && options.follow?.url === url && options.follow.loadBalancer === undefined) return options.lab;
  throw new OptionError("--follow and --load-balancer are set by npm run aws:local itself");
}

function existingRoot(folder: string): string {
  if (existsSync(path.join(folder, "outputs.tf"))) return path.resolve(folder);
  throw new OptionError(`--root is "${folder}"; allowed: a folder with this Terraform root or a copy of it`);
}
