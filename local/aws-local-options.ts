import { parseArgs } from "node:util";
import { OptionError } from "./options.ts";

export const HELP = `usage: npm run aws:local -- [options] [options of npm start]

Starts an emulator of the AWS API, applies terraform/ to it, and starts the lab as that AWS: then terraform apply
changes what people see in their browsers. Needs Terraform and moto; the first start takes about a minute and a half,
later ones a few seconds.

  --emulator-port N     the AWS API (default 5555; 0: any free port)
  --fresh               apply terraform/ even if an earlier apply can be replayed
  --port, --control-port, --state, --redis-url, --log-dir, --open: as for npm start
  --help                this text
`;

type AwsLocalOptions = { help: true } | { help: false; emulatorPort: number; fresh: boolean; startArgs: string[] };

/** The command line of `npm run aws:local`; what is not its own goes to `npm start`, which checks it. */
export function parseAwsLocalOptions(args: string[]): AwsLocalOptions {
  const own = {
    "emulator-port": { type: "string", default: "5555" },
    fresh: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  const { values, tokens } = parseArgs({ args, options: own, strict: false, tokens: true });
  if (values.help) return { help: true };
  const text = String(values["emulator-port"]);
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new OptionError(`--emulator-port is "${text}"; allowed: a whole number from 0 to 65535`);
  }
  const taken = new Set(
    tokens.flatMap((token) => {
      if (token.kind !== "option" || !(token.name in own)) return [];
      return token.inlineValue === false ? [token.index, token.index + 1] : [token.index];
    }),
  );
  return {
    help: false,
    emulatorPort: Number(text),
    fresh: values.fresh === true,
    startArgs: args.filter((_, index) => !taken.has(index)),
  };
}
