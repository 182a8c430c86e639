import { countOf } from "../count-of.ts";
import { styleText } from "node:util";
import { CAUSES } from "../checker/cause-of-loss.ts";
import { reportRows } from "./report-rows.ts";
import type { ExperimentResult } from "../run-experiment.ts";

/** The results for a terminal. */
export function reportTable(result: ExperimentResult, { colour }: { colour: boolean }): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const { head, rows } = reportRows(result);
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map(({ texts }) => texts[column]!.length)));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => text.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();

  const lines = [paint("bold", line(head))];
  let group = "";
  for (const { texts, verdict, group: own } of rows) {
    if (group !== "" && group !== own) lines.push("");
    group = own;
    const text = line(texts);
    lines.push(verdict === "as-predicted" ? text : paint(verdict === "contradicted" ? "red" : "yellow", text));
  }
  lines.push(
    "",
    ...explanations(),
    "",
    ...causes(result),
    ...contradictions(result),
    ...failures(result),
    ...(result.leftOut ? ["", `${result.leftOut}.`] : []),
    "",
    total(result),
  );
  return `${lines.join("\n")}\n`;
}

function explanations(): string[] {
  return [
    "Q1 sessions come up and stay · Q2 back to one's own state · Q3 people see one another · Q4 the room outlives its instance",
    "by place: chance decides who comes to which instance, and that decides what is lost; counted from where they were",
    "yes, no, some, luck (chance decides), – (not asked); “measured” only where it differs is put as predicted→measured",
    "back: of those who lost their connection, on the same instance / recovered / with their own history",
  ];
}

function causes({ cells }: ExperimentResult): string[] {
  const lost = cells.flatMap(({ measurements }) => measurements.crossUser.lost);
  if (lost.length === 0) return ["Nothing was lost."];
  const counts = CAUSES.map((cause) => ({ cause, count: lost.filter((loss) => loss.cause === cause).length }));
  return [
    `Why messages were lost (${lost.length} in all):`,
    ...counts.filter(({ count }) => count > 0).map(({ cause, count }) => `  ${String(count).padStart(6)}  ${cause}`),
  ];
}

function contradictions({ cells }: ExperimentResult): string[] {
  return cells.flatMap(({ key, comparison }) => {
    if (comparison.verdict === "as-predicted") return [];
    const claims = comparison.claims.filter(({ holds }) => holds === false);
    const answers = comparison.answers.filter(({ holds }) => !holds);
    return [
      "",
      `${key}: ${comparison.verdict}`,
      ...claims.map((claim) => `  ${claim.about}: predicted ${claim.predicted}; measured ${claim.measured}`),
      ...answers.map((answer) => `  ${answer.question}: predicted ${answer.predicted}; measured ${answer.measured}`),
    ];
  });
}

function failures({ failures }: ExperimentResult): string[] {
  return failures.flatMap(({ key, error }) => ["", `${key}: could not be measured: ${error}`]);
}

function total({ cells, failures, people, instances, messages, seed, url, milliseconds }: ExperimentResult): string {
  const as = cells.filter(({ comparison }) => comparison.verdict === "as-predicted").length;
  const where = url ?? countOf(instances, "instance");
  return `${as} of ${cells.length + failures.length} cells as predicted · ${people} people, ${where}, ${messages} messages each, seed ${seed} · ${(milliseconds / 1000).toFixed(1)} s`;
}
