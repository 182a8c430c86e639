import { styleText } from "node:util";
import type { Report, ReportCheck } from "./report.ts";
import { secondsOf } from "./words.ts";

const TONES = { passed: "green", failed: "red", unknown: "yellow" } as const;
const OUTCOMES = { valid: "passed", invalid: "failed", unknown: "unknown" } as const;

/**
 * A report for a terminal, or for a file: there without colours, and without blank lines between the table's groups.
 */
export function printText(report: Report, screen: { isTerminal: boolean; hasColour: boolean }): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    screen.hasColour ? styleText(style, text, { validateStream: false }) : text;
  const { head, rows } = report.table;
  const widths = head.map(({ title }, column) =>
    Math.max(title.length, ...rows.map(({ texts }) => texts[column]!.length)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) =>
        head[column]!.align === "left" ? text.padEnd(widths[column]!) : text.padStart(widths[column]!),
      )
      .join("  ")
      .trimEnd();

  const lines = [paint("bold", line(head.map(({ title }) => title)))];
  for (const [index, { texts, outcome = "passed", group }] of rows.entries()) {
    if (screen.isTerminal && index > 0 && rows[index - 1]!.group !== group) lines.push("");
    lines.push(outcome === "passed" ? line(texts) : paint(TONES[outcome], line(texts)));
  }
  const part = (texts: readonly string[]) => (texts.length > 0 ? ["", ...texts] : []);
  const wrong = ({ name, outcome, summary, details }: ReportCheck) =>
    outcome === "passed" ? [] : ["", paint(TONES[outcome], `${name}: ${summary}`), ...details.map((one) => `  ${one}`)];
  lines.push(
    ...part(report.legend),
    ...part(report.notes),
    ...report.checks.flatMap(wrong),
    ...part(report.leftOut === null ? [] : [`${report.leftOut}.`]),
    "",
    `${paint(TONES[OUTCOMES[report.colour ?? report.verdict]], report.sentence)} · ${report.circumstances} · ${secondsOf(report.milliseconds)}`,
  );
  return `${lines.join("\n")}\n`;
}
