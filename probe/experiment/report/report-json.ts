import type { ExperimentResult } from "../run-experiment.ts";
import { measuredSummary, predictedSummary } from "./summary.ts";

/** The results as data: everything but the histories. */
export function reportJson(result: ExperimentResult): string {
  const cells = result.cells.map((cell) => {
    const { history: _history, ...figures } = cell;
    return { ...figures, predicted: predictedSummary(cell.prediction), measured: measuredSummary(cell) };
  });
  return `${JSON.stringify({ ...result, cells }, null, 2)}\n`;
}
