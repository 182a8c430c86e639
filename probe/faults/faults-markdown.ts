import { minuteOf } from "../experiment/report/minute-of.ts";
import { faultRows } from "./fault-rows.ts";
import { faultsSentence } from "./faults-sentence.ts";
import type { FaultsResult } from "./run-faults.ts";

/** The results as Markdown: one table, and what it was measured with. */
export function faultsMarkdown(result: FaultsResult): string {
  const { head, rows } = faultRows(result);
  const { people, instances, seed, startedAt, milliseconds, leftOut } = result;
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.trim()).join(" | ")} |`;
  return `${[
    `Measured ${minuteOf(startedAt)}: ${people} people, ${instances} instances, seed ${seed}, ${(milliseconds / 1000).toFixed(0)} s.`,
    `${faultsSentence(result)}.`,
    ...(leftOut ? [`${leftOut}.`] : []),
    "",
    line(head),
    line(head.map((_, column) => (column === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n")}\n`;
}
