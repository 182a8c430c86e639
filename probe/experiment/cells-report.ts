import type { ReportCheck } from "../report/report.ts";
import type { Loss } from "./checker/check-history.ts";
import { countCauses } from "./diagram/cell-section.ts";

export const OUTCOMES = { "as-predicted": "passed", contradicted: "failed", unknown: "unknown" } as const;

type Verdict = keyof typeof OUTCOMES;

export const VERDICT_MARKS: Record<Verdict, string> = {
  "as-predicted": "✓",
  contradicted: "✗ contradicted",
  unknown: "? unknown",
};

interface Contradiction {
  about: string;
  predicted: string;
  measured: string;
}

interface Measured {
  comparison: { verdict: Verdict };
}

/** How many of all cells are as they must be, and what the others are. */
export function countOfCells(
  { cells, failures }: { cells: readonly Measured[]; failures: readonly unknown[] },
  asExpected: string,
): string {
  const count = (wanted: Verdict) => cells.filter(({ comparison }) => comparison.verdict === wanted).length;
  const all = cells.length + failures.length;
  const contradicted = count("contradicted");
  const unknown = failures.length + count("unknown");
  return [
    `${all - contradicted - unknown} of ${all} cells ${asExpected}`,
    ...(contradicted > 0 ? [`${contradicted} contradicted`] : []),
    ...(unknown > 0 ? [`${unknown} could not be told`] : []),
  ].join(", ");
}

/** Why messages are missing, in all cells together. */
export function notesOnCauses(
  cells: readonly Measured[],
  missing: readonly Loss[],
  words: { none: string; some: string },
): string[] {
  if (cells.length === 0) return ["Nothing was measured."];
  if (missing.length === 0) return [words.none];
  return [
    `${words.some} (${missing.length} in all):`,
    ...countCauses(missing).map(([cause, count]) => `  ${String(count).padStart(6)}  ${cause}`),
  ];
}

/** A check for each cell: what contradicts its prediction, or why it could not be measured. */
export function checksOfCells<C extends Measured & { key: string; milliseconds: number }>(
  { cells, failures }: { cells: readonly C[]; failures: readonly { key: string; error: string }[] },
  tell: { summary(cell: C): string; wrong(cell: C): Contradiction[] },
): ReportCheck[] {
  return [
    ...cells.map((cell): ReportCheck => {
      return {
        name: cell.key,
        outcome: OUTCOMES[cell.comparison.verdict],
        summary: tell.summary(cell),
        details: tell
          .wrong(cell)
          .map(({ about, predicted, measured }) => `${about}: predicted ${predicted}; measured ${measured}`),
        milliseconds: cell.milliseconds,
      };
    }),
    ...failures.map(({ key, error }): ReportCheck => {
      const summary = `could not be measured: ${error}`;
      return { name: key, outcome: "unknown", summary, details: [], milliseconds: 0 };
    }),
  ];
}
