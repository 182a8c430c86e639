import type { Report, ReportRow, ReportTable } from "../../report/report.ts";
import { escapeHtml } from "../../report/print-html.ts";
import { countOf, percent } from "../../report/words.ts";
import { checksOfCells, countOfCells, notesOnCauses, OUTCOMES, VERDICT_MARKS } from "../cells-report.ts";
import type { Loss } from "../checker/check-history.ts";
import { causesSection, cellSection, VERDICTS } from "../diagram/cell-section.ts";
import { heatMap, HEAT_MAP_LEGEND, type HeatMapField } from "../diagram/heat-map.ts";
import { APPLICATION_DIMENSIONS } from "./application-cell.ts";
import { missingInRoom } from "./predict-application.ts";
import type { ApplicationCellResult, ApplicationResult } from "./run-application.ts";

const CONFIRMATIONS = {
  acknowledgement: "accepted: acknowledged by the application",
  echo: "accepted: the sender got its own message back; the application acknowledges nothing",
  none: "unconfirmed: the application neither acknowledges nor echoes, so what is missing is not called lost",
} as const;

/** What an application showed, as a report. */
export function applicationReport(result: ApplicationResult): Report {
  const { file, url, command, people, rooms, messages, instances, seed, startedAt, milliseconds, verdict } = result;
  const { confirmation } = result;
  const where = url ?? `${countOf(instances ?? 0, "instance")} of "${command}"`;
  const inRooms = rooms === 1 ? "" : ` in ${rooms} rooms`;
  return {
    kind: "application",
    title: "Does the application lose messages?",
    verdict,
    colour: colourOf(verdict, missingEverywhere(result), confirmation),
    sentence: sentenceOf(result),
    circumstances: `${file}, ${where}, ${people} people${inRooms}, ${messages} messages each, seed ${seed}`,
    startedAt,
    milliseconds,
    leftOut: result.stopped === null ? null : `stopped before the end: ${result.stopped}`,
    table: tableOf(result),
    legend: legendOf(result),
    notes: notesOnCauses(result.cells, allMissing(result), {
      none: "Nothing is missing.",
      some: "Why they are missing",
    }),
    checks: checksOfCells(result, {
      summary({ comparison: { verdict: told }, measurements: { crossUser } }) {
        const measured = `${missingInRoom(crossUser).length} of ${crossUser.inRoom} ${missingWord(confirmation)}`;
        return told === "as-predicted" ? measured : `${told}: ${measured}`;
      },
      wrong: ({ comparison: { claims } }) => claims.filter(({ holds }) => holds === false),
    }),
    data: dataOf(result),
    page: () => pageOf(result),
  };
}

function sentenceOf(result: ApplicationResult): string {
  const { cells, claims, confirmation } = result;
  const expected = cells.reduce((sum, { measurements }) => sum + measurements.crossUser.inRoom, 0);
  const missing = missingEverywhere(result);
  const asExpected = claims === null ? "without another fault" : `as they must be with --claims ${claims}`;
  return `${missing} of ${expected} deliveries to people in the room ${missingWord(confirmation)}, ${countOfCells(result, asExpected)}`;
}

function missingEverywhere({ cells }: ApplicationResult): number {
  return cells.reduce((sum, { measurements }) => sum + missingInRoom(measurements.crossUser).length, 0);
}

/** Of the sentence: lost is lost, also where it had to be so. */
function colourOf(
  verdict: Report["verdict"],
  missing: number,
  confirmation: ApplicationResult["confirmation"],
): Report["verdict"] {
  if (verdict === "invalid" || missing === 0) return verdict;
  return confirmation === "none" ? "unknown" : "invalid";
}

function missingWord(confirmation: ApplicationResult["confirmation"]): string {
  return confirmation === "none" ? "not received" : "lost";
}

interface Column {
  title: string;
  /** What a cell's section tells too. */
  isFigure?: true;
  text(result: ApplicationCellResult): string;
}

const predicted: Column = { title: "predicted", text: ({ prediction }) => prediction?.words ?? "–" };

function columnsOf({ people, claims, confirmation }: ApplicationResult): Column[] {
  const word = missingWord(confirmation);
  return [
    { title: "sticky", text: ({ cell }) => cell.stickiness },
    { title: "transport", text: ({ cell }) => cell.transport },
    {
      title: "people in",
      text: ({ cell }) => (cell.layout === "browsers" ? `${people} browsers` : "one browser"),
    },
    { title: "happens", text: ({ cell }) => cell.happening },
    { title: "sessions", isFigure: true, text: ({ measurements: { sessions } }) => `${sessions.lasted}/${people}` },
    { title: "400s", isFigure: true, text: ({ measurements: { sessions } }) => String(sessions.unknown) },
    {
      title: confirmation === "none" ? "unconfirmed" : "accepted",
      isFigure: true,
      text: ({ measurements: { crossUser } }) => String(crossUser.sent.ok + crossUser.sent.unconfirmed),
    },
    { title: "unknown", isFigure: true, text: ({ measurements: { crossUser } }) => String(crossUser.sent.unknown) },
    {
      title: word,
      text: ({ measurements: { crossUser } }) => shareOf(missingInRoom(crossUser).length, crossUser.inRoom),
    },
    { title: "away", isFigure: true, text: ({ measurements: { crossUser } }) => awayOf(crossUser) },
    ...(claims === null ? [] : [predicted]),
    {
      title: "ms to connect",
      isFigure: true,
      text: ({ measurements: { sessions } }) =>
        sessions.connectMs ? `${sessions.connectMs.median} to ${sessions.connectMs.most}` : "–",
    },
    {
      title: claims === null ? "no other fault" : "verdict",
      text: ({ comparison }) => VERDICT_MARKS[comparison.verdict],
    },
  ];
}

function awayOf({
  lost,
  notReceived,
  expected,
  unconfirmed,
  inRoom,
}: ApplicationCellResult["measurements"]["crossUser"]) {
  return shareOf(
    [...lost, ...notReceived].filter(({ wasAway }) => wasAway).length,
    expected + unconfirmed.expected - inRoom,
  );
}

function shareOf(count: number, of: number): string {
  return of === 0 ? "–" : `${count}/${of} ${percent(count / of)}`;
}

function tableOf(result: ApplicationResult): ReportTable {
  const columns = columnsOf(result);
  return {
    head: columns.map(({ title }) => ({ title, align: "left" })),
    rows: result.cells.map((cell): ReportRow => {
      return {
        texts: columns.map(({ text }) => text(cell)),
        group: rowKey(cell),
        outcome: OUTCOMES[cell.comparison.verdict],
      };
    }),
  };
}

/** Cells that differ in what happens only. */
function rowKey({ cell: { stickiness, transport, layout } }: ApplicationCellResult): string {
  return [stickiness, transport, layout].join("-");
}

function legendOf({ confirmation, knowsInstances, claims }: ApplicationResult): string[] {
  return [
    CONFIRMATIONS[confirmation],
    `${missingWord(confirmation)}: of messages × people who were in the room when each was sent; away: of those who were out of it then, and came back`,
    ...(knowsInstances
      ? []
      : ["the module tells no instance(socket): who was where is not known, and most causes neither"]),
    ...(claims === null
      ? [
          "other faults: twice, out of order, to people outside the room, or missing without a cause",
          "nothing is predicted: --claims memory or --claims shared says what the application promises",
        ]
      : []),
  ];
}

function allMissing({ cells }: ApplicationResult): Loss[] {
  return cells.flatMap(({ measurements: { crossUser } }) => [...crossUser.lost, ...crossUser.notReceived]);
}

/** Everything but the histories. */
function dataOf(result: ApplicationResult): object {
  return { ...result, cells: result.cells.map(({ history: _history, ...figures }) => figures) };
}

function pageOf(result: ApplicationResult): string {
  const word = missingWord(result.confirmation);
  const map = `How many of the deliveries to people in the room were ${word}. ${HEAT_MAP_LEGEND}`;
  return `<p class="hint">${map}</p>
${picture(result)}
${legendOf(result)
  .map((one) => `<p class="hint">${escapeHtml(one)}.</p>`)
  .join("")}
${causesSection(allMissing(result), { none: "Nothing is missing.", some: "Why messages are missing" })}
${result.cells.map((cell) => sectionOf(cell, result)).join("\n")}`;
}

function picture(result: ApplicationResult): string {
  const { cells } = result;
  const happenings = APPLICATION_DIMENSIONS.happening.filter((one) => cells.some(({ cell }) => cell.happening === one));
  const rows = new Map<string, ApplicationCellResult[]>();
  for (const one of cells) {
    rows.set(rowKey(one), [...(rows.get(rowKey(one)) ?? []), one]);
  }
  return heatMap({
    groups: [{ title: "", happenings }],
    rows: [...rows.values()].map((ofRow) => ({
      ...ofRow[0]!.cell,
      fields: happenings.map((happening) => {
        const measured = ofRow.find(({ cell }) => cell.happening === happening);
        return measured ? fieldOf(measured, result) : null;
      }),
    })),
  });
}

function fieldOf(cell: ApplicationCellResult, { people, confirmation, claims }: ApplicationResult): HeatMapField {
  const { key, comparison, measurements } = cell;
  const { crossUser, sessions } = measurements;
  const missing = missingInRoom(crossUser).length;
  const isGood = comparison.verdict === "as-predicted";
  const outcome = isGood && claims === null ? "no other fault" : comparison.verdict.replace("-", " ");
  return {
    key,
    verdict: comparison.verdict,
    share: crossUser.inRoom === 0 ? null : missing / crossUser.inRoom,
    word: missingWord(confirmation),
    details: `${missing} of ${crossUser.inRoom}, ${sessions.lasted} of ${people} sessions lasted; ${outcome}`,
  };
}

function sectionOf(result: ApplicationCellResult, whole: ApplicationResult): string {
  const { key, cell, prediction, measurements, comparison, history, milliseconds } = result;
  const { crossUser } = measurements;
  const browsers = cell.layout === "browsers" ? "several browsers" : "one browser";
  const predicted = prediction ? `Predicted: ${prediction.words}. ` : "";
  return cellSection({
    key,
    title: `Stickiness ${cell.stickiness}, ${cell.transport}, ${browsers}, ${cell.happening}`,
    sentence: `${predicted}Missing: ${missingInRoom(crossUser).length} of ${crossUser.inRoom}.`,
    verdict: comparison.verdict,
    colour: colourOf(VERDICTS[comparison.verdict], missingInRoom(crossUser).length, whole.confirmation),
    figures: columnsOf(whole)
      .filter(({ isFigure }) => isFigure)
      .map(({ title, text }) => `${title} ${text(result)}`)
      .join(" · "),
    history,
    findings: crossUser,
    claims: comparison.claims,
    milliseconds,
  });
}
