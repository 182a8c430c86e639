import socketIoClient from "socket.io-client/package.json" with { type: "json" };
import type { Report } from "./report.ts";
import { minuteOf, secondsOf } from "./words.ts";

/** A report as Markdown: what it was measured with, one table, and what was not as it should be. */
export function printMarkdown(report: Report): string {
  const { table, startedAt, milliseconds, circumstances, sentence, leftOut, checks } = report;
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text) => text.trim().replaceAll("|", "\\|")).join(" | ")} |`;
  const wrong = checks.filter(({ outcome }) => outcome !== "passed");
  return `${[
    `Measured ${minuteOf(startedAt)} with Node ${process.versions.node}, Socket.IO ${socketIoClient.version}: ${circumstances}, ${secondsOf(milliseconds)}; ${sentence}.`,
    "",
    line(table.head.map(({ title }) => title)),
    line(table.head.map(({ align }) => (align === "left" ? "---" : "---:"))),
    ...table.rows.map(({ texts }) => line(texts)),
    ...(leftOut === null ? [] : ["", `${leftOut}.`]),
    ...wrong.map(({ name, summary, details }) => `\n\`${name}\`: ${[summary, ...details].join("; ")}`),
  ].join("\n")}\n`;
}
