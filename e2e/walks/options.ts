import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { OptionError } from "../../machine/commands/option-error.ts";

export const HELP = `usage: npm run walks [-- --count N] [--seed S] [--actions N]

Random walks: in a lab of its own it does so many things by chance (messages, reloads, drops, switches, kills, drains,
restarts, windows and browsers that come and go, networks that are cut), and compares after each of them every sentence
on every screen with what the control API, the instances themselves and the wire say. It prints seed and actions of each
walk in which a sentence stayed false.

  --count N     how many walks; default 10
  --seed S      of the first walk, the next has S + 1, and so on; default: any
  --actions N   of each walk; default 15
  --help        this text

Exit codes: 0 no false sentence, 1 some, 2 bad options or no browser.
`;

export interface WalksOptions {
  count: number;
  seed: number;
  actions: number;
  help: boolean;
}

/** @throws {OptionError} */
export function walksOptions(args: readonly string[]): WalksOptions {
  const { values } = parseCommandLine("npm run walks", {
    args: [...args],
    options: {
      count: { type: "string", default: "10" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      actions: { type: "string", default: "15" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const whole = (name: "count" | "seed" | "actions", most: number) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= (name === "seed" ? 0 : 1) && value <= most) return value;
    throw new OptionError(`--${name} is "${values[name]}"; allowed: a whole number up to ${most}`);
  };
  return {
    count: whole("count", 100_000),
    seed: whole("seed", 4_000_000_000),
    actions: whole("actions", 1_000),
    help: values.help,
  };
}
