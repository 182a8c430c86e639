import type { CellResult } from "../run-cell.ts";
import type { ExperimentResult } from "../run-experiment.ts";
import { mark, percent } from "./summary.ts";

export interface ReportRow {
  key: string;
  /** Cells that differ only in what happens. */
  group: string;
  texts: string[];
  verdict: CellResult["comparison"]["verdict"];
}

/** The matrix as rows of text, the same for every report. */
export function reportRows({ cells }: ExperimentResult): { head: string[]; rows: ReportRow[] } {
  const head = [
    "sticky",
    "transport",
    "people in",
    "store",
    "happens",
    "sessions",
    "400s",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "lost",
    "predicted",
    "back",
    "ms to connect",
    "verdict",
  ];
  return { head, rows: cells.map(row) };
}

function row(result: CellResult): ReportRow {
  const { key, cell, people, measurements, comparison } = result;
  const { sessions, returns, crossUser } = measurements;
  const { stickiness, transport, layout, store, happening } = cell;
  const lost = crossUser.lost.length;
  const back =
    returns.people === 0
      ? "–"
      : `${returns.sameInstance}/${returns.recovered}/${returns.ownHistory} of ${returns.people}`;
  const texts = [
    stickiness,
    transport,
    layout === "browsers" ? `${people} browsers` : "one browser",
    store,
    happening,
    `${sessions.lasted}/${people}`,
    String(sessions.unknown),
    ...comparison.answers.map(({ predicted, measured }) =>
      predicted === measured ? mark(measured) : `${mark(predicted)}→${mark(measured)}`,
    ),
    crossUser.expected === 0 ? "–" : `${lost}/${crossUser.expected} ${percent(lost / crossUser.expected)}`,
    predictedLoss(result),
    back,
    sessions.connectMs ? `${sessions.connectMs.median} to ${sessions.connectMs.most}` : "–",
    comparison.verdict === "as-predicted"
      ? "✓"
      : comparison.verdict === "contradicted"
        ? "✗ contradicted"
        : "? unknown",
  ];
  return { key, group: [stickiness, transport, layout, store].join("-"), texts, verdict: comparison.verdict };
}

function predictedLoss({ prediction, comparison }: CellResult): string {
  if (prediction.lossShare !== null) return percent(prediction.lossShare);
  if (prediction.answers.Q1 !== "yes") return "–";
  const claim = comparison.claims.find(({ about }) => about === "loss, by where people were");
  return claim ? `${claim.predicted.replace("exactly ", "")} by place` : "–";
}
