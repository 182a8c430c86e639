import { writeFileSync } from "node:fs";
import { allCells, type Cell } from "./cell.ts";
import { startLab } from "./lab.ts";
import { HELP, OptionError, parseOptions } from "./options.ts";
import { createLiveView } from "./report/live-view.ts";
import { progressLine } from "./report/progress-lines.ts";
import { reportHtml } from "./report/report-html.ts";
import { reportJson } from "./report/report-json.ts";
import { reportMarkdown } from "./report/report-markdown.ts";
import { reportTable } from "./report/report-table.ts";
import { runExperiment, type ExperimentResult } from "./run-experiment.ts";
import { CellFilterError, selectCells } from "./select-cells.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Stops with a sentence and exit code 2: what was asked cannot be done. */
function refuse(sentence: string): never {
  say(sentence);
  process.exit(2);
}

function readOptions() {
  try {
    const options = parseOptions(process.argv.slice(2));
    const known = allCells(["memory"]).filter(
      (cell) => options.instances > 1 || !["kill", "drain"].includes(cell.happening),
    );
    const wanted = new Set<Cell>(options.cells.flatMap((filter) => selectCells(known, filter)));
    return { ...options, chosen: options.cells.length > 0 ? known.filter((cell) => wanted.has(cell)) : known };
  } catch (error) {
    if (error instanceof OptionError || error instanceof CellFilterError) return refuse(error.message);
    throw error;
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const { chosen, people, instances, messages, seed, url } = options;
const view = createLiveView(process.stderr);
const result = await runExperiment({
  cells: chosen,
  people,
  instances,
  messages,
  seed,
  url,
  atOnce: 2,
  openLab: (store) => startLab({ instances, store }),
  onProgress:
    options.progress === "json"
      ? (progress) => say(progressLine(progress, { instances, people, isDealtInTurn: url === null }))
      : view,
});

if (options.html !== null) {
  writeFileSync(options.html, reportHtml(result));
  if (options.progress === "text") say(`the page is in ${options.html}`);
}
const reports = {
  json: reportJson,
  markdown: reportMarkdown,
  table: (all: ExperimentResult) => reportTable(all, { colour: process.stdout.isTTY }),
};
process.stdout.write(reports[options.format](result));
process.exitCode = { valid: 0, invalid: 1, unknown: 2 }[result.verdict];
