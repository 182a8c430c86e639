import { escapeHtml } from "../../report/print-html.ts";
import type { Report, ReportTable } from "../../report/report.ts";
import { countOf } from "../../report/words.ts";
import { BACK_WITHIN_MS, inWords, isAsPromised, type CrowdResult } from "./run-crowd.ts";

/** How a crowd came back from each fault, and what it missed, as a report. */
export function crowdReport(result: CrowdResult): Report {
  const { people, instances, seed, startedAt, milliseconds, rounds, ledger, peopleCpuMs, verdict } = result;
  const kept = rounds.filter(isAsPromised).length;
  const table: ReportTable = {
    head: [
      { title: "fault", align: "left" },
      { title: "everybody in after, ms", align: "right" },
      { title: "disconnected", align: "right" },
      { title: "most of one", align: "right" },
      { title: "still out", align: "right" },
    ],
    rows: rounds.map((round) => ({
      texts: [round.fault, round.backMs ?? "–", round.disconnected, round.mostDisconnections, round.out].map(String),
      outcome: isAsPromised(round) ? "passed" : "failed",
    })),
  };
  const lost = `${ledger.lostCount} of ${ledger.due} deliveries lost`;
  return {
    kind: "crowd",
    title: "A crowd while things fail",
    verdict,
    sentence: `${kept} of ${rounds.length} faults with everybody back within ${BACK_WITHIN_MS / 1_000} s and disconnected at most once; ${lost}`,
    circumstances: `${people} people, ${countOf(instances, "instance")}, seed ${seed}`,
    startedAt,
    milliseconds,
    leftOut: null,
    table,
    legend: [
      "everybody in after: from when what failed answers again until the last one is back in the room, and all stay in for 5 s",
      "most of one: how often the person who was disconnected most was",
    ],
    notes: [
      `Accepted: ${ledger.accepted} messages; ${ledger.refused} refused, ${ledger.unknown} without an answer at first.`,
      `The simulated people used ${(peopleCpuMs / 1_000).toFixed(1)} s of CPU on the same machine.`,
      ...ledger.lost.map(({ message, person }) => `${message} never reached ${person}`),
    ],
    checks: [
      ...rounds.map((round) => ({
        name: round.fault,
        outcome: isAsPromised(round) ? ("passed" as const) : ("failed" as const),
        summary: inWords(round),
        details: [],
        milliseconds: round.backMs ?? 0,
      })),
      {
        name: "nothing accepted is lost",
        outcome: ledger.lostCount === 0 ? "passed" : "failed",
        summary: lost,
        details: ledger.lost.map(({ message, person }) => `${message} never reached ${person}`),
        milliseconds: 0,
      },
    ],
    data: result,
    page: () => pageOf(table),
  };
}

function pageOf({ head, rows }: ReportTable): string {
  const heads = head.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join("");
  const body = rows.map(({ texts }) => `<tr>${texts.map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`);
  return `<div class="wide" role="region" aria-label="The faults" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}
