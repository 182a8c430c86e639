import { checkHistory } from "../experiment/checker/check-history.ts";
import { escapeHtml } from "../report/print-html.ts";
import type { ReportTable } from "../report/report.ts";
import type { FaultRound, FaultsResult } from "./run-faults.ts";
import { timeline } from "./timeline.ts";

/** Totals, rounds, and time lines of some of these. */
export function faultsPage({ rounds, failures }: FaultsResult, { head, rows }: ReportTable): string {
  const totals = rows
    .map(({ texts: [name = "", ...texts] }) => {
      const level = name.length - name.trimStart().length;
      const cells = texts.map((text) => `<td>${escapeHtml(text)}</td>`).join("");
      return `<tr><th scope="row" class="level${level / 2}">${escapeHtml(name.trim())}</th>${cells}</tr>`;
    })
    .join("");
  const heads = head.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join("");
  return `<div class="wide" role="region" aria-label="Totals" tabindex="0"><table class="totals"><thead><tr>${heads}</tr></thead><tbody>${totals}</tbody></table></div>
<h2>The rounds</h2>
<div class="wide" role="region" aria-label="The rounds" tabindex="0"><table class="rounds"><thead><tr><th scope="col">round</th><th scope="col">circumstances</th><th scope="col">faults</th><th scope="col">accepted</th><th scope="col">lost, of due</th><th scope="col">had to be lost</th><th scope="col"></th></tr></thead><tbody>${rounds.map(roundRow).join("")}</tbody></table></div>
${failures.map(({ store, number, error }) => `<p class="verdict invalid">${store}, round ${number}, could not be held: ${escapeHtml(error)}</p>`).join("")}
${rounds.map(timelineOf).join("")}`;
}

function roundRow(round: FaultRound): string {
  const { store, number, cell, figures, verdict, violations, history } = round;
  const { certain, possible } = figures.foretold;
  const must = store === "memory" ? (possible > 0 ? `${certain} to ${certain + possible}` : `${certain}`) : "0";
  const name = `${store} ${number}`;
  const link = history ? `<a href="#${idOf(round)}">${name}</a>` : name;
  const sign = verdict === "valid" ? "✓" : `${verdict === "invalid" ? "✗" : "?"} ${escapeHtml(violations.join("; "))}`;
  return `<tr class="${verdict === "valid" ? "" : "contradicted"}"><th scope="row">${link}</th><td>stickiness ${cell.stickiness}, ${cell.transport}, ${cell.layout === "browsers" ? "several browsers" : "one browser"}</td><td>${escapeHtml(faultsOf(round))}</td><td>${figures.sent.ok}</td><td>${figures.lost} of ${figures.expected}</td><td>${must}</td><td>${sign}</td></tr>`;
}

function faultsOf({ faults }: FaultRound): string {
  return Object.entries(faults)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(", ");
}

function timelineOf(round: FaultRound): string {
  const { store, number, history } = round;
  if (!history) return "";
  return `<section id="${idOf(round)}"><h2>${store}, round ${number}</h2>
<div class="wide diagram" role="region" aria-label="Time line, scrolls sideways" tabindex="0">${timeline(history, checkHistory(history))}</div>
<p class="legend">A person’s line has the colour of the instance that it is on; a gap: out of the room. Red bars: killed or stopped; amber: paused or held up; grey: draining. A red cross: something was lost to this person at that moment. Point at anything to read about it.</p></section>`;
}

function idOf({ store, number }: FaultRound): string {
  return `round-${store}-${number}`;
}
