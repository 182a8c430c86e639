import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../user-error.ts";
import { nearest } from "./nearest.ts";

/** An option, as Node's `parseArgs` reads it and as the help tells of it. */
export interface Option {
  type: "string" | "boolean";
  default?: string | boolean;
  multiple?: boolean;
  short?: string;
  /** What stands for its value in the help: `N`, `URL`. */
  value?: string;
  /** Its line of the help; without one it is left out there. */
  says?: string;
}

export interface CommandDefinition<O extends Record<string, Option>, T> {
  /** The npm script in a clone, and the word after `sticky-rooms` in the package. */
  name: string;
  /** Behind the invocation in the help's first line, as in `URL [options]`. */
  usage: string;
  /** What it does, in a paragraph or two. */
  about: string;
  options: O;
  /** What it takes beside options; without it, nothing. */
  allowPositionals?: boolean;
  /** A paragraph behind the options, such as the exit codes. */
  notes?: string;
  /** Arguments, each with what it is for. */
  examples: readonly (readonly [args: string, does: string])[];
  /** @throws {UserError} for a value that is not allowed. */
  read(parsed: Parsed<O>, invocation: string): T;
  /** Is told of each refusal beside stderr, with the arguments as they were given: for programs that read stdout. */
  refused?(sentence: string, args: readonly string[]): void;
}

type Parsed<O extends Record<string, Option>> = Pick<
  ReturnType<typeof parseArgs<{ options: O; args: string[]; allowPositionals: true; tokens: true }>>,
  "values" | "positionals" | "tokens"
>;

export interface Command<T> {
  readonly name: string;
  help(invocation?: string): string;
  /** @throws {UserError} that names the option, its value and what is allowed. */
  read(args: string[], invocation?: string): T;
  refused?(sentence: string, args: readonly string[]): void;
}

const COMMON = {
  version: { type: "boolean", says: "print the version" },
  help: { type: "boolean", short: "h", says: "print this text" },
} as const satisfies Record<string, Option>;

const WIDTH = 110;

/** One command of ours: its options are written once, and read, explained and refused from there. */
export function defineCommand<const O extends Record<string, Option>, T>(
  definition: CommandDefinition<O, T>,
): Command<T> {
  const { name, usage, about, notes, examples, allowPositionals = false } = definition;
  const options: Record<string, Option> = { ...definition.options, ...COMMON };
  // npm's own words need no "run".
  const inClone = ["start", "test"].includes(name) ? `npm ${name} --` : `npm run ${name} --`;
  return {
    name,
    ...(definition.refused && { refused: definition.refused }),
    help(invocation = inClone) {
      const lines = examples.map(([args, does]) => [called(invocation, args), does] as const);
      return [
        `usage: ${called(invocation, usage)}`,
        about.trim(),
        columns(
          Object.entries(options).flatMap(([key, option]) => (option.says ? [[shown(key, option), option.says]] : [])),
        ),
        ...(notes ? [notes.trim()] : []),
        ...(lines.length > 0 ? [`Examples:\n${besideOrAbove(lines)}`] : []),
      ]
        .join("\n\n")
        .concat("\n");
    },
    read(args, invocation = inClone) {
      const parsed = parse(joinNegativeNumbers(args), options, allowPositionals, invocation);
      return definition.read(parsed as unknown as Parsed<O>, invocation);
    },
  };
}

/**
 * Runs this process as `command`: `--help` and `--version`, a sentence and exit code 2 for a `UserError`, else the exit
 * code that `run` resolves with; nothing is loaded that `run` does not import.
 */
export async function runCommand<T>(
  command: Command<T>,
  run: (options: T, invocation: string | undefined) => Promise<number | void>,
  { args = process.argv.slice(2), invocation }: { args?: string[]; invocation?: string } = {},
): Promise<void> {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  if (own.includes("--help") || own.includes("-h")) return void process.stdout.write(command.help(invocation));
  if (own.includes("--version")) return void process.stdout.write(`${version()}\n`);
  try {
    const code = await run(command.read(args, invocation), invocation);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    command.refused?.(error.message, args);
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/** Of the package that this file belongs to, built or not. */
export function version(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    try {
      return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
    } catch (error) {
      if (folder === path.dirname(folder)) throw error;
    }
  }
}

function parse(args: string[], options: Record<string, Option>, allowPositionals: boolean, invocation: string) {
  // Not strict, since Node's complaints name neither the nearest option nor what is allowed.
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "option") {
      const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
      if (!option) throw new UserError(unknownOption(token.rawName, Object.keys(options), invocation));
      const hasValue = token.value !== undefined;
      if (option.type === "boolean" && hasValue) {
        throw new UserError(`--${token.name} is "${token.value}"; allowed: --${token.name} alone, without a value`);
      }
      const looksLikeOption = token.inlineValue === false && /^--?[a-z]/i.test(token.value);
      if (option.type === "string" && (!hasValue || looksLikeOption)) {
        throw new UserError(`--${token.name} has no value; allowed: ${shown(token.name, option)}`);
      }
    } else if (token.kind === "positional" && !allowPositionals) {
      throw new UserError(`"${token.value}" is not known; ${called(invocation, "--help")} lists the options`);
    }
  }
  return { values, positionals, tokens };
}

function unknownOption(given: string, known: readonly string[], invocation: string): string {
  const near = nearest(given.replace(/^-+/, ""), known);
  const list = `${called(invocation, "--help")} lists the options`;
  return near === null ? `${given} is not known; ${list}` : `${given} is not known; did you mean --${near}? ${list}`;
}

/** `--port -1` as `--port=-1`: a value to be refused by its range, where Node sees an option. */
function joinNegativeNumbers(args: string[]): string[] {
  const joined: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg === "--") return [...joined, ...args.slice(index)];
    const before = joined.at(-1);
    if (/^-\d/.test(arg) && before?.startsWith("--")) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** npm takes what stands before `--` for itself; without arguments it needs none. */
function called(invocation: string, args: string): string {
  return args === "" ? invocation.replace(/ --$/, "") : `${invocation} ${args}`;
}

function shown(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function columns(rows: readonly (readonly [string, string])[] | string[][]): string {
  const width = Math.max(...rows.map(([left = ""]) => left.length)) + 4;
  return rows.map(([left = "", right = ""]) => wrap(`  ${left}`.padEnd(width) + right, width)).join("\n");
}

/** What each command does stands beside it, or above it where one of them would be broken. */
function besideOrAbove(rows: readonly (readonly [command: string, does: string])[]): string {
  const width = Math.max(...rows.map(([command]) => command.length)) + 4;
  if (rows.every(([, does]) => width + does.length <= WIDTH)) return columns(rows);
  return rows.map(([command, does]) => `  # ${does}\n  ${command}`).join("\n");
}

function wrap(line: string, indent: number): string {
  if (line.length <= WIDTH) return line;
  const at = line.lastIndexOf(" ", WIDTH);
  if (at <= indent) return line;
  return `${line.slice(0, at)}\n${wrap("".padEnd(indent) + line.slice(at + 1), indent)}`;
}
