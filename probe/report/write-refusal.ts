import { writeFileSync } from "node:fs";
import { version } from "../../machine/commands/command.ts";
import type { UserError } from "../../machine/user-error.ts";
import type { Output } from "./outputs.ts";
import type { Report } from "./report.ts";

/** Where JSON was asked for, there is some also when nothing could be measured: its `error` says why. */
export function writeRefusal(kind: Report["kind"], error: UserError, outputs: readonly Output[]): void {
  const failure = { schemaVersion: 1, kind, version: version(), time: new Date().toISOString(), verdict: "unknown" };
  const text = `${JSON.stringify({ ...failure, error: error.message }, null, 2)}\n`;
  for (const { reporter, file } of outputs) {
    if (reporter !== "json") continue;
    if (file === null) process.stdout.write(text);
    else writeFileSync(file, text);
  }
}
