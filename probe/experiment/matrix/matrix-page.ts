import { cellSection, countCauses } from "../diagram/cell-section.ts";
import { cellKey, DIMENSIONS, type Cell } from "../cell.ts";
import { escapeHtml } from "../../report/print-html.ts";
import { percent } from "../../report/words.ts";
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
<p class="hint">How many of the messages were lost: the more, the stronger the colour; hatched where nobody had a session that lasted. ✗ contradicts its prediction. Each cell leads to its figures and its diagram: who said what when, and whom it reached.</p>
${matrix(result)}
${losses(result)}
${result.cells.map(sectionOf).join("\n")}`;
}

const STORES: Record<Cell["store"], string> = {
  memory: "memory",
  streams: "Redis streams",
  pubsub: "Redis pub/sub",
  adapter: "your adapter",
};
const HAPPENINGS: Record<Cell["happening"], string> = {
  nothing: "nothing",
  reconnect: "reconnect",
  "late-reconnect": "late reconnect",
  kill: "kill",
  drain: "drain",
  "restart-store": "store restarts",
};

/** A heat map: the more of the messages were lost, the stronger the colour. */
function matrix({ cells, failures }: MatrixResult): string {
  const all = [...cells.map(({ cell }) => cell), ...failures.map(({ cell }) => cell)];
  const columns = DIMENSIONS.store.flatMap((store) =>
    DIMENSIONS.happening
      .filter((happening) => all.some((cell) => cell.store === store && cell.happening === happening))
      .map((happening) => ({ store, happening })),
  );
  const byKey = new Map(cells.map((result) => [result.key, result]));
  const rows = new Map(all.map((cell) => [cellKey({ ...cell, store: "memory", happening: "nothing" }), cell]));
  const body = [...rows.values()].map((cell) => {
    const fields = columns.map((column) => field({ ...cell, ...column }, byKey));
    return `<tr><th scope="row"><b>${cell.stickiness}</b> ${cell.transport}, ${cell.layout === "browsers" ? "several browsers" : "one browser"}</th>${fields.join("")}</tr>`;
  });
  const stores = DIMENSIONS.store
    .map((store) => ({ store, count: columns.filter((column) => column.store === store).length }))
    .filter(({ count }) => count > 0)
    .map(({ store, count }) => `<th scope="colgroup" colspan="${count}">${STORES[store]}</th>`);
  const heads = columns.map(({ happening }) => `<th scope="col">${HAPPENINGS[happening]}</th>`);
  return `<div class="wide" role="region" aria-label="The matrix" tabindex="0"><table class="matrix"><thead><tr><th scope="col" rowspan="2">stickiness, transport, people in</th>${stores.join("")}</tr><tr>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

function field(cell: Cell, byKey: ReadonlyMap<string, CellResult>): string {
  const key = cellKey(cell);
  const result = byKey.get(key);
  if (!result) return `<td class="none">–<span class="heard"> not measured</span></td>`;
  const { verdict, answers } = result.comparison;
  const { lost, expected } = result.measurements.crossUser;
  const marks = answers
    .filter(({ measured }) => measured !== "not asked")
    .map(({ question, measured }) => `${question} ${mark(measured)}`);
  const share = expected === 0 ? null : lost.length / expected;
  // Ten steps, since a page without scripts and inline styles has classes only.
  const heat = share === null ? " silent" : ` h${Math.ceil(share * 10)}`;
  const loss = share === null ? "no session" : percent(share);
  const words = { "as-predicted": "as predicted", contradicted: "contradicted", unknown: "unknown" }[verdict];
  const sign = { "as-predicted": "", contradicted: " ✗", unknown: " ?" }[verdict];
  const title = escapeHtml(`${share === null ? "nothing was said" : `${loss} lost`}; ${marks.join(", ")}; ${words}`);
  return `<td class="${verdict}${heat}"><a href="#cell-${key}" title="${title}">${loss}${sign}<span class="heard"> ${title}</span></a></td>`;
}

function losses({ cells }: MatrixResult): string {
  const lost = cells.flatMap(({ measurements }) => measurements.crossUser.lost);
  if (lost.length === 0) return "<p>No message was lost.</p>";
  const items = countCauses(lost).map(([cause, count]) => `<li><b>${count}</b> ${escapeHtml(cause)}</li>`);
  return `<section class="losses"><h2>Why messages were lost</h2><ul>${items.join("")}</ul></section>`;
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
