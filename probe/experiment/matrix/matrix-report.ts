import { countCauses } from "../diagram/cell-section.ts";
import { countOf, percent } from "../../report/words.ts";
import type { Report, ReportCheck, ReportRow } from "../../report/report.ts";
import { matrixPage } from "./matrix-page.ts";
import type { CellResult } from "./run-cell.ts";
import type { MatrixResult } from "./run-matrix.ts";
import { mark, measuredSummary, predictedSummary } from "./summary.ts";

const HEAD = [
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

const LEGEND = [
  "Q1 sessions come up and stay · Q2 back to one's own state · Q3 people see one another · Q4 the room outlives its instance",
  "by place: the loss computed from the instance each person landed on, where chance decides that",
  "yes, no, some, luck (chance decides), – (not asked); predicted→measured where they differ",
  "back: of those who lost their connection, on the same instance / recovered / with their own history",
];

const OUTCOMES = { "as-predicted": "passed", contradicted: "failed", unknown: "unknown" } as const;

/** The matrix as a report. */
export function matrixReport(result: MatrixResult): Report {
  const { people, instances, messages, seed, url, startedAt, milliseconds, leftOut, verdict } = result;
  const where = url ?? countOf(instances, "instance");
  return {
    kind: "matrix",
    title: "What stickiness decides, and what it does not",
    verdict,
    sentence: sentenceOf(result),
    circumstances: `${people} people, ${where}, ${messages} messages each, seed ${seed}`,
    startedAt,
    milliseconds,
    leftOut,
    table: { head: HEAD.map((title) => ({ title, align: "left" })), rows: result.cells.map(rowOf) },
    legend: LEGEND,
    notes: causesOf(result),
    checks: checksOf(result),
    data: dataOf(result),
    page: () => matrixPage(result),
  };
}

function sentenceOf({ cells, failures }: MatrixResult): string {
  const all = cells.length + failures.length;
  const contradicted = cells.filter(({ comparison }) => comparison.verdict === "contradicted").length;
  const unknown = failures.length + cells.filter(({ comparison }) => comparison.verdict === "unknown").length;
  const parts = [
    `${all - contradicted - unknown} of ${all} cells as predicted`,
    ...(contradicted > 0 ? [`${contradicted} contradicted`] : []),
    ...(unknown > 0 ? [`${unknown} could not be told`] : []),
  ];
  return parts.join(", ");
}

function rowOf(result: CellResult): ReportRow {
  const { cell, people, measurements, comparison } = result;
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
    { "as-predicted": "✓", contradicted: "✗ contradicted", unknown: "? unknown" }[comparison.verdict],
  ];
  const group = [stickiness, transport, layout, store].join("-");
  return { texts, group, outcome: OUTCOMES[comparison.verdict] };
}

function predictedLoss({ prediction, comparison }: CellResult): string {
  if (prediction.lossShare !== null) return percent(prediction.lossShare);
  if (prediction.answers.Q1 !== "yes") return "–";
  const claim = comparison.claims.find(({ about }) => about === "loss, by where people were");
  return claim ? `${claim.predicted.replace("exactly ", "")} by place` : "–";
}

function causesOf({ cells }: MatrixResult): string[] {
  const lost = cells.flatMap(({ measurements }) => measurements.crossUser.lost);
  if (lost.length === 0) return ["Nothing was lost."];
  return [
    `Why messages were lost (${lost.length} in all):`,
    ...countCauses(lost).map(([cause, count]) => `  ${String(count).padStart(6)}  ${cause}`),
  ];
}

function checksOf({ cells, failures }: MatrixResult): ReportCheck[] {
  return [
    ...cells.map(({ key, comparison, milliseconds, ...cell }): ReportCheck => {
      const claims = comparison.claims.filter(({ holds }) => holds === false);
      const answers = comparison.answers.filter(({ holds }) => !holds);
      return {
        name: key,
        outcome: OUTCOMES[comparison.verdict],
        summary: comparison.verdict === "as-predicted" ? measuredSummary({ ...cell, comparison }) : comparison.verdict,
        details: [
          ...claims.map(({ about, predicted, measured }) => `${about}: predicted ${predicted}; measured ${measured}`),
          ...answers.map(
            ({ question, predicted, measured }) => `${question}: predicted ${predicted}; measured ${measured}`,
          ),
        ],
        milliseconds,
      };
    }),
    ...failures.map(({ key, error }): ReportCheck => {
      return {
        name: key,
        outcome: "unknown",
        summary: `could not be measured: ${error}`,
        details: [],
        milliseconds: 0,
      };
    }),
  ];
}

/** Everything but the histories. */
function dataOf(result: MatrixResult): object {
  const cells = result.cells.map((cell) => {
    const { history: _history, ...figures } = cell;
    return { ...figures, predicted: predictedSummary(cell.prediction), measured: measuredSummary(cell) };
  });
  return { ...result, cells };
}
