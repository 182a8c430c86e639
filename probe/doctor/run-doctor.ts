import { hasColour } from "../../machine/commands/has-colour.ts";
import { UserError } from "../../machine/user-error.ts";
import { checkOutputs, writeReport } from "../report/outputs.ts";
import { Untestable } from "../wire/greet.ts";
import { diagnose } from "./diagnose.ts";
import { examine } from "./examine.ts";
import { judge, type Outcome } from "./judge.ts";
import type { doctorCommand } from "./options.ts";
import { createProgress } from "./report/progress.ts";
import { reportText } from "./report/text.ts";
import { toReport } from "./report/to-report.ts";

const EXIT_CODES = { healthy: 0, problem: 1, "not measured": 2 } as const satisfies Record<Outcome["verdict"], number>;

/** @throws {UserError} when there is nothing to measure. */
export async function runDoctor(options: ReturnType<typeof doctorCommand.read>): Promise<number> {
  const { outputs, isAll } = options;
  checkOutputs(outputs);
  const progress = createProgress(process.stderr);
  const evidence = await examine({ ...options, onProgress: progress.step })
    .catch((error: unknown) => {
      throw error instanceof Untestable ? new UserError(error.message) : error;
    })
    .finally(progress.end);
  const findings = diagnose(evidence);
  const outcome = judge(evidence, findings, options);
  const isText = ({ reporter, file }: (typeof outputs)[number]) => reporter === "text" && file === null;
  if (outputs.some(isText)) {
    // Not a terminal: it has no columns.
    const columns = process.stdout.isTTY ? process.stdout.columns : 100;
    const screen = { columns, hasColour: hasColour(process.stdout) };
    process.stdout.write(reportText(evidence, findings, { ...screen, isAll, outcome }));
  }
  const report = toReport(evidence, findings, outcome);
  writeReport(
    report,
    outputs.filter((one) => !isText(one)),
    (line) => void process.stderr.write(`${line}\n`),
  );
  return EXIT_CODES[outcome.verdict];
}
