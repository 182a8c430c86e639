import { causesSection, cellSection } from "../diagram/cell-section.ts";
import { heatMap, HEAT_MAP_LEGEND, type HeatMapField } from "../diagram/heat-map.ts";
import { cellKey, DIMENSIONS, type Cell } from "../cell.ts";
import type { CellResult } from "./run-cell.ts";
import type { MatrixResult } from "./run-matrix.ts";
import { mark, measuredSummary, predictedSummary } from "./summary.ts";

/** The matrix, and for each cell its figures and diagram, shown when its fragment (`#cell-KEY`) is followed. */
export function matrixPage(result: MatrixResult): string {
  return `<dl class="questions">
<div><dt>Q1</dt><dd>Does a session come up and stay?</dd></div>
<div><dt>Q2</dt><dd>Does one come back to one’s own state?</dd></div>
<div><dt>Q3</dt><dd>Do people in one room see one another?</dd></div>
<div><dt>Q4</dt><dd>Does the room survive its instance?</dd></div>
</dl>
<p class="hint">How many of the messages were lost. ${HEAT_MAP_LEGEND} ✗ contradicts its prediction.</p>
${matrix(result)}
${causesSection(
  result.cells.flatMap(({ measurements }) => measurements.crossUser.lost),
  { none: "No message was lost.", some: "Why messages were lost" },
)}
${result.cells.map(sectionOf).join("\n")}`;
}

const STORES: Record<Cell["store"], string> = {
  memory: "memory",
  streams: "Redis streams",
  pubsub: "Redis pub/sub",
  adapter: "your adapter",
};
function matrix({ cells, failures }: MatrixResult): string {
  const all = [...cells.map(({ cell }) => cell), ...failures.map(({ cell }) => cell)];
  const groups = DIMENSIONS.store
    .map((store) => ({
      store,
      title: STORES[store],
      happenings: DIMENSIONS.happening.filter((happening) =>
        all.some((cell) => cell.store === store && cell.happening === happening),
      ),
    }))
    .filter(({ happenings }) => happenings.length > 0);
  const byKey = new Map(cells.map((result) => [result.key, result]));
  const rows = new Map(all.map((cell) => [cellKey({ ...cell, store: "memory", happening: "nothing" }), cell]));
  return heatMap({
    groups,
    rows: [...rows.values()].map((cell) => ({
      ...cell,
      fields: groups.flatMap(({ store, happenings }) =>
        happenings.map((happening) => fieldOf(byKey.get(cellKey({ ...cell, store, happening })))),
      ),
    })),
  });
}

function fieldOf(result: CellResult | undefined): HeatMapField | null {
  if (!result) return null;
  const { key, comparison, measurements } = result;
  const { lost, expected } = measurements.crossUser;
  const answers = comparison.answers
    .filter(({ measured }) => measured !== "not asked")
    .map(({ question, measured }) => `${question} ${mark(measured)}`);
  return {
    key,
    verdict: comparison.verdict,
    share: expected === 0 ? null : lost.length / expected,
    word: "lost",
    details: `${answers.join(", ")}; ${comparison.verdict.replace("-", " ")}`,
  };
}

function sectionOf(result: CellResult): string {
  const { key, cell, comparison, history, measurements, milliseconds, prediction } = result;
  const browsers = cell.layout === "browsers" ? "several browsers" : "one browser";
  return cellSection({
    key,
    title: `Stickiness ${cell.stickiness}, ${cell.transport}, ${browsers}, ${cell.store}, ${cell.happening}`,
    sentence: `Predicted: ${predictedSummary(prediction)}. Measured: ${measuredSummary(result)}.`,
    verdict: comparison.verdict,
    history,
    findings: measurements.crossUser,
    claims: comparison.claims,
    milliseconds,
  });
}
