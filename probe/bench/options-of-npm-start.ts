import { readFileSync } from "node:fs";
import path from "node:path";

const PACKAGE = path.resolve(import.meta.dirname, "../../package.json");

/**
 * What `npm start` says to Node, for those who measure what people run: `--min-semi-space-size` lets a process that serves
 * requests collect what is short-lived less often (`node --v8-options`).
 */
export function optionsOfNpmStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { scripts: Record<string, string> };
  return scripts["start"]!.split(" ").filter((word) => word.startsWith("--"));
}
