import { diagnose } from "./diagnose.ts";
import { examine } from "./examine.ts";
import { HELP, OptionError, parseOptions } from "./options.ts";
import { Untestable } from "./probes/greet.ts";
import { reportJson } from "./report/json.ts";
import { createProgress } from "./report/progress.ts";
import { reportText } from "./report/text.ts";

/** Stops with a sentence and exit code 2: what was asked cannot be done. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (error instanceof OptionError) return refuse(error.message);
    throw error;
  }
}

const { help, isJson, ...options } = readOptions();
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}

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
    ? reportJson(evidence, findings)
    : reportText(evidence, findings, { columns, hasColour: isTTY && process.stdout.hasColors() }),
);
process.exitCode = findings.some(({ verdict }) => verdict === "problem") ? 1 : 0;
