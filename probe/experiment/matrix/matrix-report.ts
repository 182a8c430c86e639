import { checksOfCells, countOfCells, notesOnCauses, OUTCOMES, VERDICT_MARKS } from "../cells-report.ts";
import { countOf, percent } from "../../report/words.ts";
import type { Report, ReportRow } from "../../report/report.ts";
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

const ADAPTER_LEGEND =
  "store adapter: lost is what a person got only by asking the store, since the adapter had not brought it within half a second";

/** The matrix as a report. */
export function matrixReport(result: MatrixResult): Report {
  const { people, instances, messages, seed, url, adapter, startedAt, milliseconds, leftOut, verdict } = result;
  const where = `${url ?? countOf(instances, "instance")}${adapter === null ? "" : ` with the adapter of ${adapter}`}`;
  return {
    kind: "matrix",
    title: "What stickiness decides, and what it does not",
    verdict,
    sentence: countOfCells(result, "as predicted"),
    circumstances: `${people} people, ${where}, ${messages} messages each, seed ${seed}`,
    startedAt,
    milliseconds,
    leftOut,
    table: { head: HEAD.map((title) => ({ title, align: "left" })), rows: result.cells.map(rowOf) },
    legend: adapter === null ? LEGEND : [...LEGEND, ADAPTER_LEGEND],
    notes: notesOnCauses(
      result.cells,
      result.cells.flatMap(({ measurements }) => measurements.crossUser.lost),
      { none: "Nothing was lost.", some: "Why messages were lost" },
    ),
    checks: checksOfCells(result, {
      summary: (cell) => (cell.comparison.verdict === "as-predicted" ? measuredSummary(cell) : cell.comparison.verdict),
      wrong: ({ comparison: { claims, answers } }) => [
        ...claims.filter(({ holds }) => holds === false),
        ...answers.filter(({ holds }) => !holds).map(({ question, ...answer }) => ({ about: question, ...answer })),
      ],
    }),
    data: dataOf(result),
    page: () => matrixPage(result),
  };
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
    VERDICT_MARKS[comparison.verdict],
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

/** Everything but the histories. */
function dataOf(result: MatrixResult): object {
  const cells = result.cells.map((cell) => {
    const { history: _history, ...figures } = cell;
    return { ...figures, predicted: predictedSummary(cell.prediction), measured: measuredSummary(cell) };
  });
  return { ...result, cells };
}
