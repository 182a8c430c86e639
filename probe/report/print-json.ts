import { createRequire } from "node:module";
import type { Report } from "./report.ts";

/** A report as data. */
export function printJson({ kind, verdict, data }: Report): string {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return `${JSON.stringify({ schemaVersion: 1, kind, version, verdict, ...data }, null, 2)}\n`;
}
