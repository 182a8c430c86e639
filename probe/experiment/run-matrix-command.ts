import type { Choice } from "./choose-cells.ts";
import type { CommandResult } from "./command-result.ts";
import { openDeployment, type Deployment } from "./deployment.ts";
import { startMeasuredLab } from "./measured-lab.ts";
import { logFolders } from "./log-folders.ts";
import type { ExperimentOptions } from "./options.ts";
import { createLiveView } from "./report/live-view.ts";
import { progressLine } from "./report/progress-lines.ts";
import { reportHtml } from "./report/report-html.ts";
import { reportJson } from "./report/report-json.ts";
import { reportMarkdown } from "./report/report-markdown.ts";
import { reportTable } from "./report/report-table.ts";
import { runExperiment } from "./run-experiment.ts";

/** Labs that work side by side. */
const AT_ONCE = 2;

/** Measures the matrix, on labs of its own or on a deployment that is there. */
export async function runMatrixCommand(
  options: ExperimentOptions,
  choice: Choice,
  deployment: Deployment | null,
): Promise<CommandResult> {
  const { people, instances, messages, seed, url } = options;
  const view = createLiveView(process.stderr);
  const logs = logFolders(options.logDir);
  const result = await runExperiment({
    ...choice,
    people,
    instances,
    messages,
    seed,
    url,
    atOnce: deployment ? 1 : AT_ONCE,
    openLab: async (store) =>
      deployment ? openDeployment(deployment) : startMeasuredLab({ instances, store, logDir: logs(store) }),
    onProgress:
      options.progress === "text"
        ? view
        : (progress) =>
            process.stderr.write(`${progressLine(progress, { instances, people, isDealtInTurn: url === null })}\n`),
  });
  const reports = {
    json: () => reportJson(result),
    markdown: () => reportMarkdown(result),
    table: () => reportTable(result, { colour: process.stdout.isTTY }),
  };
  return { verdict: result.verdict, report: (format) => reports[format](), html: () => reportHtml(result) };
}
