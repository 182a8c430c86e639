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
<p class="hint">Each cell leads to its diagram: who said what when, and whom it reached.</p>
${matrix(result)}
${losses(result)}
${result.cells.map(sectionOf).join("\n")}`;
}

function matrix({ cells, failures }: MatrixResult): string {
  const all = [...cells.map(({ cell }) => cell), ...failures.map(({ cell }) => cell)];
  const happenings = DIMENSIONS.happening.filter((one) => all.some(({ happening }) => happening === one));
  const byKey = new Map(cells.map((result) => [result.key, result]));
  const rows = new Map(all.map((cell) => [cellKey({ ...cell, happening: "nothing" }), cell]));
  const body = [...rows.values()].map((cell) => {
    const fields = happenings.map((happening) => field({ ...cell, happening }, byKey));
    return `<tr><th scope="row"><b>stickiness ${cell.stickiness}</b> <span>${cell.transport}, ${cell.layout === "browsers" ? "several browsers" : "one browser"}, ${cell.store}</span></th>${fields.join("")}</tr>`;
  });
  const heads: Record<Cell["happening"], string> = {
    nothing: "nothing happens",
    reconnect: "everyone reconnects",
    kill: "an instance is killed",
    drain: "an instance is drained",
  };
  const head = happenings.map((happening) => `<th scope="col">${heads[happening]}</th>`).join("");
  return `<div class="wide" role="region" aria-label="The matrix" tabindex="0"><table class="matrix"><thead><tr><td></td>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

function field(cell: Cell, byKey: ReadonlyMap<string, CellResult>): string {
  const key = cellKey(cell);
  const result = byKey.get(key);
  if (!result) return `<td class="none">not measured</td>`;
  const { verdict, answers } = result.comparison;
  const { lost, expected } = result.measurements.crossUser;
  const marks = answers
    .filter(({ measured }) => measured !== "not asked")
    .map(
      ({ question, measured, holds }) =>
        `<span class="a ${measured}${holds ? "" : " wrong"}">${question} ${mark(measured)}</span>`,
    );
  const loss = expected === 0 ? "nothing said" : `${percent(lost.length / expected)} lost`;
  const sign = { "as-predicted": "✓ as predicted", contradicted: "✗ contradicted", unknown: "? unknown" }[verdict];
  return `<td class="${verdict}"><a href="#cell-${key}"><span class="answers">${marks.join(" ")}</span><span>${loss}</span><span class="sign">${sign}</span></a></td>`;
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
