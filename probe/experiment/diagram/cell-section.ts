import { CAUSES } from "../checker/cause-of-loss.ts";
import type { Findings, Loss } from "../checker/check-history.ts";
import type { History } from "../history/history.ts";
import { escapeHtml } from "../../report/print-html.ts";
import { diagram } from "./diagram.ts";

/** One predicted thing beside what was measured. `holds` is null where there was nothing to measure. */
export interface Claim {
  about: string;
  predicted: string;
  measured: string;
  holds: boolean | null;
}

export interface CellSection {
  key: string;
  title: string;
  sentence: string;
  verdict: "as-predicted" | "contradicted" | "unknown";
  /** Of the sentence; without it the verdict's. */
  colour?: "valid" | "invalid" | "unknown";
  /** Of the whole cell, in a line beside the sentence. */
  figures?: string;
  history: History;
  findings: Findings;
  claims: readonly Claim[];
  milliseconds: number;
}

export const VERDICTS = { "as-predicted": "valid", contradicted: "invalid", unknown: "unknown" } as const;

/** All that a cell showed, with its diagram; it is seen when its fragment (`#cell-KEY`) is followed. */
export function cellSection(cell: CellSection): string {
  const { key, title, sentence, verdict, history, findings, claims, milliseconds } = cell;
  const { colour = VERDICTS[verdict], figures } = cell;
  const rows = claims.map(
    ({ about, predicted, measured, holds }) =>
      `<tr class="${holds === false ? "contradicted" : ""}"><th scope="row">${escapeHtml(about)}</th><td>${escapeHtml(predicted)}</td><td>${escapeHtml(measured)}</td><td>${holds === null ? "not told" : holds ? "✓" : "✗"}</td></tr>`,
  );
  const table = `<table class="claims"><thead><tr><th scope="col"></th><th scope="col">predicted</th><th scope="col">measured</th><th scope="col">holds</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  const part = (word: string, losses: readonly Loss[]) =>
    losses.length === 0
      ? ""
      : `<p>${word}: ${escapeHtml(
          countCauses(losses)
            .map(([cause, count]) => `${count} × ${cause}`)
            .join("; "),
        )}.</p>`;
  return `<section class="cell" id="cell-${key}" tabindex="-1">
<h2>${escapeHtml(title)}</h2>
<p class="verdict ${colour}">${escapeHtml(sentence)}</p>${figures === undefined ? "" : `\n<p>${escapeHtml(figures)}</p>`}
<p><a href="#top">Back to the top</a></p>
<div class="wide diagram" role="region" aria-label="Diagram, scrolls sideways" tabindex="0">${diagram(history, findings)}</div>
<p class="legend">Time runs to the right, in order rather than in seconds. A line up from an instance is a delivery; dotted: given later from the history; ending in a cross: it never arrived. ! an answer that is not a success, ✕ disconnected, ↻ recovered, ✖ the instance ended. Point at a message or reach it with Tab to read about it.</p>
${part("Lost", findings.lost)}${part("Not received", findings.notReceived)}
${claims.length > 0 ? table : ""}
<p>${history.events.length} events in ${milliseconds} ms.</p>
</section>`;
}

/** Why these are missing, as a list; `none` in its place where nothing is. */
export function causesSection(losses: readonly Loss[], { none, some }: { none: string; some: string }): string {
  if (losses.length === 0) return `<p>${none}</p>`;
  const items = countCauses(losses).map(([cause, count]) => `<li><b>${count}</b> ${escapeHtml(cause)}</li>`);
  return `<section class="losses"><h2>${some}</h2><ul>${items.join("")}</ul></section>`;
}

/** How many of these have which cause, in the order of the list. */
export function countCauses(losses: readonly Loss[]): [cause: string, count: number][] {
  return CAUSES.map((cause): [string, number] => [cause, losses.filter((loss) => loss.cause === cause).length]).filter(
    ([, count]) => count > 0,
  );
}
