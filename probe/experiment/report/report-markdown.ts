import { countOf } from "../count-of.ts";
import { minuteOf } from "./minute-of.ts";
import { reportRows } from "./report-rows.ts";
import { reportSentence } from "./report-sentence.ts";
import { versions } from "./versions.ts";
import type { ExperimentResult } from "../run-experiment.ts";

/** The results as Markdown: one table, and what it was measured with. */
export function reportMarkdown(result: ExperimentResult): string {
  const { head, rows } = reportRows(result);
  const { people, instances, messages, seed, url, startedAt, milliseconds, failures, leftOut } = result;
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  const where = url ?? `${countOf(instances, "instance")} of the lab`;
  return `${[
    `Measured ${minuteOf(startedAt)} with ${versions()}: ${people} people, ${where}, ${messages} messages each, seed ${seed}, ${(milliseconds / 1000).toFixed(1)} s; ${reportSentence(result)}.`,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(({ texts }) => line(texts)),
    ...(leftOut ? ["", `${leftOut}.`] : []),
    ...failures.map(({ key, error }) => `\n\`${key}\` could not be measured: ${error}`),
  ].join("\n")}\n`;
}
