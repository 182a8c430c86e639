import { parseArgs, type ParseArgsConfig } from "node:util";
import { OptionError } from "./option-error.ts";

/**
 * Node's `parseArgs` for `command`, as in `npm start`.
 * @throws {OptionError} that names the option and where all of them are listed.
 */
export function parseCommandLine<const T extends ParseArgsConfig & { args: string[] }>(command: string, config: T) {
  try {
    return parseArgs<T>({ ...config, args: joinNegativeNumbers(config.args) });
  } catch (error) {
    // Node's own message names the option; its second sentence is about positionals and helps nobody here.
    throw new OptionError(`${(error as Error).message.split(/\.\s/)[0]}; ${command} -- --help lists the options`);
  }
}

/** `--port -1` as `--port=-1`: a value to be refused by its range, where Node sees an option. */
function joinNegativeNumbers(args: string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (/^-\d/.test(arg) && before?.startsWith("--")) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}
