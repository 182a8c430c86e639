import type { Choice } from "../experiment/choose-cells.ts";
import type { CommandResult } from "../experiment/command-result.ts";
import { logFolders } from "../experiment/log-folders.ts";
import type { ExperimentOptions } from "../experiment/options.ts";
import { startFaultLab } from "./fault-lab.ts";
import { faultsHtml } from "./faults-html.ts";
import { faultsJson } from "./faults-json.ts";
import { faultsMarkdown } from "./faults-markdown.ts";
import { faultsTable } from "./faults-table.ts";
import { createFaultsView } from "./faults-view.ts";
import { runFaults } from "./run-faults.ts";

/** Lets things fail while people talk, for as long as it is asked for. */
export async function runFaultsCommand(options: ExperimentOptions, choice: Choice): Promise<CommandResult> {
  const { people, instances, seed, durationSeconds, progress } = options;
  const logs = logFolders(options.logDir);
  const view = createFaultsView(process.stderr, durationSeconds * 1_000);
  const result = await runFaults({
    ...choice,
    people,
    instances,
    seed,
    durationMs: durationSeconds * 1_000,
    openLab: (store) => startFaultLab({ instances, store, logDir: logs(store) }),
    onProgress: progress === "text" ? view : (told) => process.stderr.write(`${JSON.stringify(told)}\n`),
  });
  const reports = {
    json: () => faultsJson(result),
    markdown: () => faultsMarkdown(result),
    table: () => faultsTable(result, { colour: process.stdout.isTTY }),
  };
  return { verdict: result.verdict, report: (format) => reports[format](), html: () => faultsHtml(result) };
}
