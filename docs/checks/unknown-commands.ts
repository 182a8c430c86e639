import { createTargetGroupAttributes } from "../../alb/attributes.ts";
import type { KnownCommands } from "./known-commands.ts";
import type { Page } from "./page.ts";
import { shellCommands } from "./shell-commands.ts";

/** npm's own commands that pages may name. */
const NPM = new Set(["ci", "install", "pack"]);
const PLACEHOLDER = /^(?:[A-Z]+|…)$/;
const PROGRAM = /^(?:aws|cd|docker|node|npm|npx|terraform) /;

/**
 * Names in commands, in shell blocks and in code spans, that do not exist: npm scripts and their options, Terraform's
 * variables and outputs, compose's services and profiles, ELBv2's attributes, files.
 */
export function unknownCommands(page: Page, known: KnownCommands): string[] {
  const blocks = page.codeBlocks.filter(({ language }) => language === "sh");
  const texts = [
    ...blocks.map(({ text, line }) => ({ text, line: line + 1 })),
    ...page.codeSpans.filter(({ text }) => PROGRAM.test(`${text} `)),
  ];
  const complaints = texts.flatMap(({ text, line }) =>
    shellCommands(text).flatMap(({ words, lineNumber }) =>
      whatIsWrong(words, known).map((what) => `${page.path}:${line + lineNumber - 1}: ${what}`),
    ),
  );
  return [...complaints, ...unknownOptions(page, known)];
}

/** `--option` alone, as prose names it: one of our commands must have it. */
function unknownOptions(page: Page, known: KnownCommands): string[] {
  const options = new Set([...known.scripts.values()].flatMap((one) => [...(one ?? [])]));
  return page.codeSpans.flatMap(({ text, line }) => {
    const option = /^--[a-z][a-z-]*/.exec(text)?.[0];
    return option === undefined || options.has(option) ? [] : [`${page.path}:${line}: no command has "${option}"`];
  });
}

function whatIsWrong([program = "", ...args]: string[], known: KnownCommands): string[] {
  if (program === "npm") return npm(args, known);
  if (program === "npx") return npx(args, known);
  if (program === "node") return node(args, known);
  if (program === "terraform") return terraform(args, known);
  if (program === "docker" && args[0] === "compose") return compose(args.slice(1), known);
  if (program === "aws") return aws(args);
  return [];
}

function npm([command = "", ...rest]: string[], { scripts, parse }: KnownCommands): string[] {
  if (NPM.has(command)) return [];
  const script = command === "run" ? rest.shift() : command;
  if (script === undefined) return [];
  const options = scripts.get(script);
  if (options === undefined) return [`there is no npm script "${script}"`];
  const [separator, ...passed] = rest;
  if (separator !== undefined && separator !== "--") return [`npm run ${script}: options stand behind "--"`];
  // What stands behind a second one is another program's.
  const own = passed.includes("--") ? passed.slice(0, passed.indexOf("--")) : passed;
  const named = own.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]!);
  const unknown = named.filter((option) => options && !options.has(option));
  if (unknown.length > 0) return unknown.map((option) => `npm run ${script} has no ${option}`);
  if (passed.some((word) => PLACEHOLDER.test(word))) return [];
  try {
    parse(script, passed);
    return [];
  } catch (error) {
    return [`npm run ${script} refuses this: ${(error as Error).message}`];
  }
}

/** Our own package's commands are npm scripts here, with the same options. */
function npx(args: string[], known: KnownCommands): string[] {
  const { packages } = known;
  if (args[0] === "sticky-rooms") {
    const [, command = "start", ...rest] = args;
    return command === "example" ? [] : npm(["run", command, ...(rest.length > 0 ? ["--", ...rest] : [])], known);
  }
  const name = args.find((word) => !word.startsWith("-"));
  return name === undefined || packages.has(name) ? [] : [`npx finds no "${name}" here`];
}

function node(args: string[], { isFile }: KnownCommands): string[] {
  const file = args.find((word) => /\.[cm]?[jt]s$/.test(word));
  return file === undefined || isFile(file) ? [] : [`there is no "${file}" to run`];
}

function terraform([command, ...rest]: string[], known: KnownCommands): string[] {
  const names = (option: string, pattern: RegExp) =>
    rest.flatMap((word, index) => (rest[index - 1] === option ? [pattern.exec(word)?.[0] ?? word] : []));
  if (command === "output") {
    const outputs = rest.filter((word) => !word.startsWith("-"));
    return outputs
      .filter((name) => !known.terraformOutputs.has(name))
      .map((name) => `Terraform has no output "${name}"`);
  }
  return names("-var", /^\w+/)
    .filter((name) => !known.terraformVariables.has(name))
    .map((name) => `Terraform has no variable "${name}"`);
}

function compose(args: string[], known: KnownCommands): string[] {
  const profiles = args.filter((_, index) => args[index - 1] === "--profile");
  const files = args.filter((_, index) => args[index - 1] === "-f");
  const command = args.findIndex((word) => /^(?:exec|kill|logs|pause|restart|start|stop|unpause)$/.test(word));
  const service = command < 0 ? undefined : args.slice(command + 1).find((word) => !word.startsWith("-"));
  return [
    ...files.filter((one) => !known.isFile(one)).map((one) => `there is no "${one}"`),
    ...profiles.filter((one) => !known.composeProfiles.has(one)).map((one) => `compose.yaml has no profile "${one}"`),
    ...(service === undefined || known.composeServices.has(service)
      ? []
      : [`compose.yaml has no service "${service}"`]),
  ];
}

/** `Key=…,Value=…` must be what ELBv2 takes for a target group. */
function aws(args: string[]): string[] {
  if (!args.includes("modify-target-group-attributes")) return [];
  const pairs = args.flatMap((word) => {
    const [, key, value] = /^Key=([^,]+),Value=(.+)$/.exec(word) ?? [];
    return key !== undefined && value !== undefined ? [[key, value] as const] : [];
  });
  const error = createTargetGroupAttributes(false).modify(Object.fromEntries(pairs));
  return [...(pairs.length === 0 ? ["no attribute is given"] : []), ...(error ? [error.message] : [])];
}
