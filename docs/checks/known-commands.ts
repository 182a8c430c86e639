import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { parse } from "yaml";
import { awsLocalCommand } from "../../lab/follow/emulator/options.ts";
import { albCommand } from "../../cli/alb/options.ts";
import { logsCommand } from "../../lab/log-reader/options.ts";
import { labCommand } from "../../lab/options.ts";
import { albQuestionsCommand } from "../../probe/alb-questions/options.ts";
import { doctorCommand } from "../../probe/doctor/options.ts";
import { experimentCommand } from "../../probe/experiment/options.ts";
import type { Command } from "../../machine/commands/command.ts";
import { ROOT } from "./repository.ts";

/** What commands in pages can name. */
export interface KnownCommands {
  /** npm scripts, each with the options that its `--help` lists; null: it passes them to a tool that has its own. */
  scripts: ReadonlyMap<string, ReadonlySet<string> | null>;
  /** Throws when the npm script would refuse these arguments. */
  parse(script: string, args: string[]): void;
  terraformVariables: ReadonlySet<string>;
  terraformOutputs: ReadonlySet<string>;
  composeServices: ReadonlySet<string>;
  composeProfiles: ReadonlySet<string>;
  /** Programs that `npx` finds here. */
  packages: ReadonlySet<string>;
  isFile(name: string): boolean;
}

const PARSERS: Readonly<Record<string, (args: string[]) => unknown>> = {
  start: (args) => args.includes("--help") || labCommand.read(args),
  alb: (args) => args.length === 0 || args.includes("--help") || albCommand.read(args),
  "aws:local": (args) => args.includes("--help") || awsLocalCommand.read(args),
  experiment: experimentCommand.read,
  logs: (args) => void (args.includes("--help") || logsCommand.read([...args, "--log-dir", "."])),
  doctor: (args) => args.includes("--help") || doctorCommand.read(args),
  "alb-questions": (args) => args.includes("--help") || albQuestionsCommand.read(args),
};

const run = promisify(execFile);
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

/** Asks the repository: the scripts of package.json for their `--help`, Terraform's and compose's files for names. */
export async function readKnownCommands(): Promise<KnownCommands> {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const terraform = readdirSync(path.join(ROOT, "terraform"))
    .filter((file) => file.endsWith(".tf"))
    .map((file) => read(`terraform/${file}`))
    .join("\n");
  const compose = parse(read("compose.yaml"), { merge: true }) as { services: Record<string, { profiles?: string[] }> };
  const named = (kind: string) =>
    new Set([...terraform.matchAll(new RegExp(`^${kind} "(\\w+)"`, "gm"))].map(([, name]) => name!));
  return {
    scripts: new Map(
      await Promise.all(
        Object.entries(scripts).map(async ([name, command]) => [name, await optionsOf(command)] as const),
      ),
    ),
    parse: (script, args) => void PARSERS[script]?.(args),
    terraformVariables: named("variable"),
    terraformOutputs: named("output"),
    composeServices: new Set(Object.keys(compose.services)),
    composeProfiles: new Set(Object.values(compose.services).flatMap(({ profiles = [] }) => profiles)),
    packages: new Set(readdirSync(path.join(ROOT, "node_modules/.bin"))),
    isFile: (name) => existsSync(path.join(ROOT, name)),
  };
}

/** The entry of a script that is a command of ours (`node … lab/main.ts`); null: it runs tools. */
export function entryOf(command: string): string | null {
  return /^node (?:--\S+ )*\S+ (\S+\.ts)$/.exec(command)?.[1] ?? null;
}

/** What a command of ours says of itself: by its definition, which is in `options.ts` beside its entry, or else when it is run. */
export async function helpOf(entry: string): Promise<string> {
  const definition = path.join(ROOT, path.dirname(entry), "options.ts");
  if (existsSync(definition)) {
    const exported = Object.values((await import(pathToFileURL(definition).href)) as Record<string, Command<unknown>>);
    const command = exported.find((one) => typeof one.help === "function");
    if (command) return command.help();
  }
  return (await run(process.execPath, ["tooling/bootstrap/run-entry.js", entry, "--help"], { cwd: ROOT })).stdout;
}

async function optionsOf(command: string): Promise<Set<string> | null> {
  const entry = entryOf(command);
  return entry === null ? null : new Set((await helpOf(entry)).match(/--[a-z][a-z-]*/g));
}
