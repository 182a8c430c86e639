import type { Report } from "../../report/report.ts";
import { CellFilterError, selectCells } from "../select-cells.ts";
import type { ExperimentOptions } from "../options.ts";
import { APPLICATION_DIMENSIONS, applicationCells, type ApplicationCell } from "./application-cell.ts";
import { applicationReport } from "./application-report.ts";
import { loadApplication } from "./load-application.ts";
import { missingInRoom } from "./predict-application.ts";
import { runApplication, type ApplicationProgress } from "./run-application.ts";
import { openApplication, startApplicationLab } from "./start-application-lab.ts";

/** Measures somebody's own application, at a URL or as copies of a command behind a balancer of ours. */
export async function runApplicationCommand(
  options: ExperimentOptions & { app: NonNullable<ExperimentOptions["app"]> },
  say: (line: string) => void,
): Promise<Report> {
  const { app, url, instances, logDir, people, messages, seed } = options;
  const { command, startTimeoutMs, healthPath, file, claims, rooms } = app;
  const { payloadBytes, ratePerSecond, thinkMs, quietMs } = app;
  const cells = choose(options.cells, { isDeployed: url !== null, instances });
  const application = await loadApplication(file, startTimeoutMs);
  if (command) say(`starting ${instances} × "${command.join(" ")}" …`);
  const lab = command
    ? await startApplicationLab({ command, instances, healthPath, startTimeoutMs, logDir })
    : await openApplication(url!, startTimeoutMs);
  try {
    const result = await runApplication({
      settings: {
        ...{ file, claims, rooms, payloadBytes, ratePerSecond, thinkMs, quietMs },
        ...{ people, messages, seed, instances: url === null ? instances : null },
      },
      application,
      lab,
      cells,
      url,
      command: command?.join(" ") ?? null,
      onProgress: (progress) => say(lineOf(progress, cells.length)),
    });
    if (result.stopped !== null) say(result.stopped);
    return applicationReport(result);
  } finally {
    await lab.close();
  }
}

/** Those that any filter names; without filters all with people in browsers of their own, and nobody who waits. */
function choose(filters: readonly string[], about: { isDeployed: boolean; instances: number }): ApplicationCell[] {
  const possible = applicationCells(about);
  if (filters.length === 0) {
    return possible.filter(({ layout, happening }) => layout === "browsers" && happening !== "late-reconnect");
  }
  const named = new Set(filters.flatMap((filter) => selectCells(possible, filter, APPLICATION_DIMENSIONS)));
  const cells = possible.filter((cell) => named.has(cell));
  if (cells.length === 0) throw new CellFilterError("--cells names no cell");
  return cells;
}

function lineOf(progress: ApplicationProgress, all: number): string {
  if (progress.type === "rehearsed") {
    const how = { acknowledgement: "acknowledges", echo: "echoes", none: "confirms nothing of" }[progress.confirmation];
    const where = progress.knowsInstances ? "tells" : "does not tell";
    return `the application ${how} what is said, and the module ${where} which instance serves whom`;
  }
  const count = `${String(progress.number).padStart(3)}/${all}`;
  if (progress.type === "failed") return `${count} ? ${progress.key}: ${progress.error}`;
  const { key, cell: _cell, comparison, measurements } = progress.result;
  const sign = { "as-predicted": "✓", contradicted: "✗", unknown: "?" }[comparison.verdict];
  const { crossUser } = measurements;
  return `${count} ${sign} ${key}: ${missingInRoom(crossUser).length} of ${crossUser.inRoom} missing`;
}
