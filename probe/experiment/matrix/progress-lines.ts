import { cellKey } from "../cell.ts";
import { predict } from "../prediction/predict.ts";
import type { MatrixProgress } from "./run-matrix.ts";
import { measuredSummary, predictedSummary } from "./summary.ts";

/** Progress for a program: one line of JSON for each thing that happens. */
export function progressLine(
  progress: MatrixProgress,
  run: { instances: number; people: number; isDealtInTurn: boolean },
): string {
  return JSON.stringify(describe(progress, run));
}

function describe(
  progress: MatrixProgress,
  run: { instances: number; people: number; isDealtInTurn: boolean },
): object {
  switch (progress.type) {
    case "plan": {
      const cells = progress.cells.map((cell) => ({
        key: cellKey(cell),
        ...cell,
        predicted: predictedSummary(predict({ cell, ...run })),
      }));
      return { type: "plan", cells };
    }
    case "started":
      return { type: "started", key: cellKey(progress.cell) };
    case "done": {
      const { result } = progress;
      const { lost, expected } = result.measurements.crossUser;
      const { verdict } = result.comparison;
      return { type: "done", key: result.key, measured: measuredSummary(result), verdict, lost: lost.length, expected };
    }
    case "failed":
      return { type: "failed", key: progress.failure.key, error: progress.failure.error };
    case "note":
      return { type: "note", text: progress.text };
  }
}
