import { readFileSync } from "node:fs";
import path from "node:path";
import { entryOf, helpOf } from "./known-commands.ts";
import type { Page } from "./page.ts";
import { ROOT } from "./repository.ts";

/**
 * What a copy must say. Its source is a file (`docs/matrix.md`), some lines of one (`docs/matrix.md lines: ^\| on`, a
 * regular expression), a program of ours, some columns of the table in these (`… columns: store, lost`), or what a command of ours says of
 * itself (`npm run doctor -- --help`).
 * @throws when there is no such source, or it says nothing.
 */
export async function sourceText(source: string): Promise<string> {
  const help = /^npm (?:run )?([\w:-]+) -- --help$/.exec(source);
  if (help) return `\n\`\`\`text\n${(await helpOfScript(help[1]!)).trim()}\n\`\`\`\n\n`;
  const [rest = "", columns] = source.split(" columns: ");
  const [file = "", pattern] = rest.split(" lines: ");
  const [, language] = /\.[cm]?(js|ts)$/.exec(file) ?? [];
  const text = readFileSync(path.join(ROOT, file), "utf8").trim();
  const lines = text.split("\n").filter((line) => pattern === undefined || new RegExp(pattern).test(line));
  if (lines.join("").trim() === "") throw new Error(`"${source}" says nothing`);
  if (language !== undefined) return `\n\`\`\`${language}\n${lines.join("\n")}\n\`\`\`\n\n`;
  return `\n${(columns === undefined ? lines : onlyColumns(lines, columns.split(", "))).join("\n")}\n\n`;
}

function onlyColumns(lines: readonly string[], names: readonly string[]): string[] {
  const [head = [], ...rows] = lines.map((line) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, "")));
  const unknown = names.filter((name) => !head.includes(name));
  if (unknown.length > 0) throw new Error(`there is no column "${unknown.join('", "')}" in "${lines[0]}"`);
  const places = names.map((name) => head.indexOf(name));
  return [head, ...rows].map((cells) => `| ${places.map((place) => cells[place]).join(" | ")} |`);
}

/** Copies that are not what their sources say. */
export async function staleCopies(page: Page, textOf = sourceText): Promise<string[]> {
  const complaints = await Promise.all(
    page.copies.map(async ({ source, line, from, to }) => {
      const wanted = await textOf(source);
      return page.text.slice(from, to) === wanted
        ? []
        : [`${page.path}:${line}: this is not what "${source}" says; npm run docs puts it right`];
    }),
  );
  return complaints.flat();
}

/** The page's text with every copy made again. */
export async function withFreshCopies(page: Page, textOf = sourceText): Promise<string> {
  let text = page.text;
  for (const { source, from, to } of page.copies.toReversed()) {
    text = text.slice(0, from) + (await textOf(source)) + text.slice(to);
  }
  return text;
}

async function helpOfScript(name: string): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const entry = entryOf(scripts[name] ?? "");
  if (entry === null) throw new Error(`npm run ${name} is not a command with --help`);
  return helpOf(entry);
}
