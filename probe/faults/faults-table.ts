import { styleText } from "node:util";
import { faultRows } from "./fault-rows.ts";
import { faultsSentence } from "./faults-sentence.ts";
import type { FaultsResult } from "./run-faults.ts";

/** The results for a terminal. */
export function faultsTable(result: FaultsResult, { colour }: { colour: boolean }): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const { head, rows } = faultRows(result);
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((texts) => texts[column]!.length)));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join("   ")
      .trimEnd();
  const { people, instances, seed, milliseconds } = result;
  const isValid = result.verdict === "valid";
  const sentence = `${faultsSentence(result)} · ${people} people, ${instances} instances, seed ${seed} · ${(milliseconds / 1000).toFixed(1)} s`;
  return `${[
    paint("bold", line(head)),
    ...rows.map(line),
    "",
    ...violations(result).map((text) => paint("red", text)),
    paint(isValid ? "green" : "red", sentence),
  ].join("\n")}\n`;
}

function violations({ rounds, failures }: FaultsResult): string[] {
  const wrong = rounds.filter(({ violations }) => violations.length > 0);
  return [
    ...wrong.map(({ store, number, violations }) => `${store}, round ${number}: ${violations.join("; ")}`),
    ...failures.map(({ store, number, error }) => `${store}, round ${number}, could not be held: ${error}`),
  ];
}
