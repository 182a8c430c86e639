import { diagnose } from "./diagnose.ts";
import { examine } from "./examine.ts";
import { HELP, parseOptions } from "./options.ts";
import { Untestable } from "../wire/greet.ts";
import { createProgress } from "./report/progress.ts";
import { summarise } from "./report/summary.ts";
import { reportText } from "./report/text.ts";
import { readOptions } from "../../machine/commands/read-options.ts";
import { refuse } from "../../machine/commands/refuse.ts";
import { unknownUntilTold } from "../../machine/commands/unknown-until-told.ts";

const { help, isJson, ...options } = readOptions(parseOptions);
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const tell = unknownUntilTold();
const progress = createProgress(process.stderr);
const evidence = await examine({ ...options, onProgress: progress.step }).catch((error: unknown) => {
  progress.end();
  if (error instanceof Untestable) return refuse(error.message);
  throw error;
});
progress.end();
const findings = diagnose(evidence);
const { isTTY } = process.stdout;
// Not a terminal: it has no columns.
const columns = isTTY ? process.stdout.columns : 100;
process.stdout.write(
  isJson
    ? `${JSON.stringify({ url: evidence.url, ...summarise(evidence, findings), findings, evidence }, null, 2)}\n`
    : reportText(evidence, findings, { columns, hasColour: isTTY && process.stdout.hasColors() }),
);
tell(findings.some(({ verdict }) => verdict === "problem") ? 1 : 0);
