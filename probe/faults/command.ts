import type { Choice } from "../experiment/choose-cells.ts";
import { logFolders } from "../experiment/measured-lab.ts";
import type { ExperimentOptions } from "../experiment/options.ts";
import type { Report } from "../report/report.ts";
import { MOST_IN_ONE_ROOM } from "../experiment/options.ts";
import { crowdReport } from "./crowd/crowd-report.ts";
import { runCrowd } from "./crowd/run-crowd.ts";
import { IMPATIENT_INSTANCES, startFaultLab } from "./fault-lab.ts";
import { faultsReport } from "./faults-report.ts";
import { createFaultsView } from "./faults-view.ts";
import { runFaults } from "./run-faults.ts";

/** Lets things fail while people talk, for as long as it is asked for. */
export async function runFaultsCommand(options: ExperimentOptions, choice: Choice): Promise<Report> {
  const { people, instances, seed, durationSeconds, progress } = options;
  if (people > MOST_IN_ONE_ROOM) return runCrowdCommand(options);
  const logs = logFolders(options.logDir);
  const view = createFaultsView(process.stderr, durationSeconds * 1_000);
  const result = await runFaults({
    ...choice,
    people,
    instances,
    seed,
    durationMs: durationSeconds * 1_000,
    openLab: (store) => startFaultLab({ instances, store, logDir: logs(store), env: IMPATIENT_INSTANCES }),
    onProgress: progress === "text" ? view : (told) => process.stderr.write(`${JSON.stringify(told)}\n`),
  });
  return faultsReport(result);
}

/** More people than one room shows: what fails is the same each time, and everybody is to come back. */
async function runCrowdCommand({ people, instances, seed, logDir, progress }: ExperimentOptions): Promise<Report> {
  const { redis, ...lab } = await startFaultLab({ instances, store: "streams", logDir: logFolders(logDir)("streams") });
  const onProgress = (line: string) =>
    process.stderr.write(`${progress === "text" ? line : JSON.stringify({ type: "note", text: line })}\n`);
  try {
    return crowdReport(await runCrowd({ people, instances, seed, lab: { ...lab, redis: redis! }, onProgress }));
  } finally {
    await lab.close();
  }
}
