import { findRedisServer } from "../../machine/redis/find-redis-server.ts";
import { writableFolder } from "../../machine/commands/writable-folder.ts";
import { unknownUntilTold } from "../../machine/commands/unknown-until-told.ts";
import { runFaultsCommand } from "../faults/command.ts";
import { UserError } from "../../machine/user-error.ts";
import { checkOutputs, writeReport } from "../report/outputs.ts";
import { writeRefusal } from "../report/write-refusal.ts";
import type { Report } from "../report/report.ts";
import { runApplicationCommand } from "./application/command.ts";
import { chooseCells } from "./choose-cells.ts";
import { examineDeployment } from "./deployment.ts";
import { runMatrixCommand } from "./matrix/command.ts";
import type { ExperimentOptions } from "./options.ts";

/** Measures what the options ask for, writes its reports, and ends with the exit code of its verdict. */
export async function runExperiment(options: ExperimentOptions): Promise<void> {
  const tell = unknownUntilTold();
  const say = (line: string) => {
    if (options.progress === "text") process.stderr.write(`${line}\n`);
  };
  checkOutputs(options.outputs);
  if (options.logDir !== null) writableFolder("--log-dir", options.logDir);
  const report = await measured(options, say).catch((error: unknown) => {
    const kind = options.app ? "application" : options.faults ? "faults" : "matrix";
    if (error instanceof UserError) writeRefusal(kind, error, options.outputs);
    throw error;
  });
  writeReport(report, options.outputs, say);
  tell({ valid: 0, invalid: 1, unknown: 2 }[report.verdict]);
  // What somebody's module has opened and never closes must not keep this process.
  if (options.app) process.stdout.write("", () => process.exit());
}

async function measured(options: ExperimentOptions, say: (line: string) => void): Promise<Report> {
  const { app, url, people, faults, adapter } = options;
  if (app) return runApplicationCommand({ ...options, app }, say);
  const deployment = url === null ? null : await examineDeployment(url);
  const instances = deployment?.instances ?? options.instances;
  const hasRedis = findRedisServer() !== null;
  const choice = chooseCells(options.cells, {
    instances,
    people,
    hasRedis,
    faults,
    adapter: adapter !== null,
    deployment,
  });
  if (choice.leftOut) say(choice.leftOut);
  const own = { ...options, instances };
  return faults ? runFaultsCommand(own, choice) : runMatrixCommand(own, choice, deployment);
}
