import type { Choice } from "../experiment/choose-cells.ts";
import { logFolders } from "../experiment/measured-lab.ts";
import type { ExperimentOptions } from "../experiment/options.ts";
import type { Report } from "../report/report.ts";
import { startFaultLab } from "./fault-lab.ts";
import { faultsReport } from "./faults-report.ts";
import { createFaultsView } from "./faults-view.ts";
import { runFaults } from "./run-faults.ts";

/** Lets things fail while people talk, for as long as it is asked for. */
export async function runFaultsCommand(options: ExperimentOptions, choice: Choice): Promise<Report> {
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
  return faultsReport(result);
}
