import { readFileSync } from "node:fs";
import path from "node:path";
import { readOptions } from "../../machine/commands/read-options.ts";
import { unknownUntilTold } from "../../machine/commands/unknown-until-told.ts";
import { Untestable } from "../wire/greet.ts";
import { diagnose } from "./diagnose.ts";
import { examine } from "./examine.ts";
import { HELP, parseOptions } from "./options.ts";
import { createProgress } from "./report/progress.ts";
import { summarise, type OverallVerdict } from "./report/summary.ts";
import { reportText } from "./report/text.ts";

const EXIT_CODES: Record<OverallVerdict, number> = { healthy: 0, problem: 1, "not measured": 2 };

const { help, isJson, isAll, ...options } = readOptions(parseOptions);
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const tell = unknownUntilTold();
const progress = createProgress(process.stderr);
const evidence = await examine({ ...options, onProgress: progress.step }).catch((error: unknown) => {
  progress.end();
  if (!(error instanceof Untestable)) throw error;
  process.stderr.write(`${error.message}\n`);
  if (isJson) print({ url: options.endpoints[0]!.href, verdict: "not measured", error: error.message });
  return null;
});
progress.end();
if (evidence) {
  const findings = diagnose(evidence);
  const summary = summarise(evidence, findings);
  const { isTTY } = process.stdout;
  // Not a terminal: it has no columns.
  const columns = isTTY ? process.stdout.columns : 100;
  if (isJson) print({ url: evidence.url, ...summary, findings, evidence });
  else {
    const hasColour = isTTY && process.stdout.hasColors();
    process.stdout.write(reportText(evidence, findings, { columns, hasColour, isAll }));
  }
  tell(EXIT_CODES[summary.verdict]);
}

/** The report as data. */
function print(report: object): void {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8")) as {
    version: string;
  };
  const head = { schemaVersion: 1, tool: "sticky-rooms doctor", version, time: new Date().toISOString() };
  process.stdout.write(`${JSON.stringify({ ...head, ...report }, null, 2)}\n`);
}
