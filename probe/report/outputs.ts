import { appendFileSync, writeFileSync } from "node:fs";
import { writableFile } from "../../machine/commands/writable-file.ts";
import { hasColour } from "../../machine/commands/has-colour.ts";
import { UserError } from "../../machine/user-error.ts";
import { printGithub } from "./print-github.ts";
import { printHtml } from "./print-html.ts";
import { printJson } from "./print-json.ts";
import { printJunit } from "./print-junit.ts";
import { printMarkdown } from "./print-markdown.ts";
import { printText } from "./print-text.ts";
import type { Report } from "./report.ts";

interface Screen {
  isTerminal: boolean;
  hasColour: boolean;
}

const PRINTERS = {
  text: printText,
  json: printJson,
  markdown: printMarkdown,
  junit: printJunit,
  github: printGithub,
  html: printHtml,
} satisfies Record<string, (report: Report, screen: Screen) => string>;

export type Reporter = keyof typeof PRINTERS;

/** A reporter and the file that it writes; null: stdout. */
export interface Output {
  reporter: Reporter;
  file: string | null;
}

/** What a command's options say of its output; every command that reports takes the same ones. */
export interface OutputValues {
  reporter?: string[] | undefined;
  output?: string[] | undefined;
  json?: boolean | undefined;
  markdown?: boolean | undefined;
  html?: string | undefined;
}

/** These options, for `defineCommand`. */
export const OUTPUT_OPTIONS = {
  reporter: {
    type: "string",
    multiple: true,
    value: "NAME",
    says: "text (default), json, markdown, junit, github (annotations of a workflow) or html; may be given several times",
  },
  output: {
    type: "string",
    multiple: true,
    value: "FILE",
    says: "where it goes: the first output is the first reporter's, and so on; a reporter without one writes to stdout",
  },
  json: { type: "boolean", says: "short for --reporter json" },
  markdown: { type: "boolean", says: "short for --reporter markdown" },
  html: { type: "string", value: "FILE", says: "short for --reporter html --output FILE, beside the others" },
} as const;

/**
 * The outputs that the options ask for; without any, text on stdout.
 * @throws {UserError} for an unknown reporter, an output without one, or two on stdout.
 */
export function readOutputs(values: OutputValues): Output[] {
  const named = values.reporter ?? [];
  const files = values.output ?? [];
  const unknown = named.find((name) => !Object.hasOwn(PRINTERS, name));
  if (unknown !== undefined) {
    throw new UserError(`--reporter is "${unknown}"; allowed: ${Object.keys(PRINTERS).join(", ")}`);
  }
  const isDefault = named.length === 0 && !values.json && !values.markdown;
  const first = named.length === 0 && files.length > 0 && isDefault ? ["text"] : named;
  if (files.length > first.length) {
    throw new UserError(
      `--output is given ${files.length} times, --reporter ${first.length} times: each output is that of a reporter`,
    );
  }
  const outputs = first.map((name, index): Output => ({ reporter: name as Reporter, file: files[index] ?? null }));
  if (values.json) outputs.push({ reporter: "json", file: null });
  if (values.markdown) outputs.push({ reporter: "markdown", file: null });
  if (outputs.length === 0) outputs.push({ reporter: "text", file: null });
  if (values.html !== undefined) outputs.push({ reporter: "html", file: values.html });
  const onStdout = outputs.filter(({ file }) => file === null).map(({ reporter }) => reporter);
  if (onStdout.length > 1) {
    throw new UserError(`${onStdout.join(" and ")} both write to stdout; give all but one an --output FILE`);
  }
  return outputs;
}

/**
 * Better before the work than after it.
 * @throws {UserError} for a file that cannot be written.
 */
export function checkOutputs(outputs: readonly Output[]): void {
  for (const { reporter, file } of outputs) {
    if (file !== null) writableFile(reporter === "html" ? "--html" : "--output", file);
  }
}

/** Writes a report to all its outputs; in a GitHub workflow also to the summary of the step. */
export function writeReport(report: Report, outputs: readonly Output[], say: (line: string) => void): void {
  for (const { reporter, file } of outputs) {
    const isTerminal = file === null && process.stdout.isTTY;
    const text = PRINTERS[reporter](report, { isTerminal, hasColour: file === null && hasColour(process.stdout) });
    if (file === null) process.stdout.write(text);
    else {
      writeFileSync(file, text);
      say(`${reporter === "html" ? "the page" : reporter} is in ${file}`);
    }
  }
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (!summary) return;
  try {
    appendFileSync(summary, `## Sticky Rooms: ${report.title}\n\n${printMarkdown(report)}`);
  } catch (error) {
    say(`GITHUB_STEP_SUMMARY: "${summary}" cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
