import { CAUSES } from "../checker/cause-of-loss.ts";
import { cellKey, DIMENSIONS, type Cell } from "../cell.ts";
import { escapeHtml } from "../../report/print-html.ts";
import { percent } from "../../report/words.ts";
import { diagram } from "./diagram.ts";
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
${result.cells.map(cellSection).join("\n")}`;
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
  const items = CAUSES.map((cause) => ({ cause, count: lost.filter((loss) => loss.cause === cause).length }))
    .filter(({ count }) => count > 0)
    .map(({ cause, count }) => `<li><b>${count}</b> ${escapeHtml(cause)}</li>`);
  return `<section class="losses"><h2>Why messages were lost</h2><ul>${items.join("")}</ul></section>`;
}

function cellSection(result: CellResult): string {
  const { key, cell, comparison, history, measurements, milliseconds, prediction } = result;
  const claims = comparison.claims.map(
    ({ about, predicted, measured, holds }) =>
      `<tr class="${holds === false ? "contradicted" : ""}"><th scope="row">${escapeHtml(about)}</th><td>${escapeHtml(predicted)}</td><td>${escapeHtml(measured)}</td><td>${holds === null ? "not told" : holds ? "✓" : "✗"}</td></tr>`,
  );
  const causes = CAUSES.map(
    (cause) => [cause, measurements.crossUser.lost.filter((loss) => loss.cause === cause).length] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => `${count} × ${cause}`);
  return `<section class="cell" id="cell-${key}" tabindex="-1">
<h2>Stickiness ${cell.stickiness}, ${cell.transport}, ${cell.layout === "browsers" ? "several browsers" : "one browser"}, ${cell.store}, ${cell.happening}</h2>
<p class="verdict ${comparison.verdict === "as-predicted" ? "valid" : "invalid"}">Predicted: ${escapeHtml(predictedSummary(prediction))}. Measured: ${escapeHtml(measuredSummary(result))}.</p>
<p><a href="#top">Back to the matrix</a></p>
<div class="wide diagram" role="region" aria-label="Diagram, scrolls sideways" tabindex="0">${diagram(history, measurements.crossUser)}</div>
<p class="legend">Time runs to the right, in order rather than in seconds. A line up from an instance is a delivery; dotted: given later from the history; ending in a cross: lost. ! an answer that is no success, ✕ disconnected, ↻ recovered, ✖ the instance ended. Point at a message or reach it with Tab to read about it.</p>
${causes.length > 0 ? `<p>Lost: ${escapeHtml(causes.join("; "))}.</p>` : ""}
<table class="claims"><thead><tr><th scope="col"></th><th scope="col">predicted</th><th scope="col">measured</th><th scope="col">holds</th></tr></thead><tbody>${claims.join("")}</tbody></table>
<p>${history.events.length} events in ${milliseconds} ms.</p>
</section>`;
}
