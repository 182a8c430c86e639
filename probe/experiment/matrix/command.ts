import type { Report } from "../../report/report.ts";
import { checkAdapterFile } from "../adapter-file.ts";
import type { Choice } from "../choose-cells.ts";
import { openDeployment, type Deployment } from "../deployment.ts";
import { logFolders, startMeasuredLab } from "../measured-lab.ts";
import type { ExperimentOptions } from "../options.ts";
import { createLiveView } from "./live-view.ts";
import { matrixReport } from "./matrix-report.ts";
import { progressLine } from "./progress-lines.ts";
import { runMatrix } from "./run-matrix.ts";

/** Labs that work side by side. */
const AT_ONCE = 2;

/** Measures the matrix, on labs of its own or on a deployment that is there. */
export async function runMatrixCommand(
  options: ExperimentOptions,
  choice: Choice,
  deployment: Deployment | null,
): Promise<Report> {
  const { people, instances, messages, seed, url, adapter } = options;
  const adapterFile = adapter === null ? null : checkAdapterFile(adapter);
  const view = createLiveView(process.stderr);
  const logs = logFolders(options.logDir);
  const result = await runMatrix({
    ...choice,
    people,
    instances,
    messages,
    seed,
    url,
    adapter,
    atOnce: deployment ? 1 : AT_ONCE,
    openLab: async (store) =>
      deployment
        ? openDeployment(deployment)
        : startMeasuredLab({ instances, store, adapterFile, logDir: logs(store) }),
    onProgress:
      options.progress === "text"
        ? view
        : (progress) =>
            process.stderr.write(`${progressLine(progress, { instances, people, isDealtInTurn: url === null })}\n`),
  });
  return matrixReport(result);
}
