import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parsePage, type Page } from "./page.ts";
import { logicalLines } from "./shell-commands.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");

/** Made by running things, or somebody else's. */
const NOT_OURS = new Set([
  ".git",
  ".aws-local",
  ".terraform",
  "dist",
  "logs",
  "node_modules",
  "playwright-report",
  "test-results",
]);

/** Every file of the repository, from its root. */
export function repositoryFiles(folder = ""): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? repositoryFiles(name) : [name];
  });
}

/** Every page that people read. */
export function readPages(): Page[] {
  return repositoryFiles()
    .filter((file) => file.endsWith(".md"))
    .map((file) => parsePage(file, readFileSync(path.join(ROOT, file), "utf8")));
}

/** A file's text, null when there is none. */
export function readRepositoryFile(file: string): string | null {
  const absolute = path.join(ROOT, file);
  return existsSync(absolute) ? readFileSync(absolute, "utf8") : null;
}

/** A shell block, its lines as a shell sees them. */
export interface ShellBlock {
  page: string;
  line: number;
  commands: string[];
  output: string | null;
}

/** Every shell block of every page. */
export function shellBlocks(pages: readonly Page[]): ShellBlock[] {
  return pages.flatMap((page) =>
    page.codeBlocks
      .filter(({ language }) => language === "sh")
      .map(({ text, line, output }) => ({
        page: page.path,
        line,
        commands: logicalLines(text).map((one) => one.text),
        output,
      })),
  );
}
