import { usePage, useSlice } from "../page-context.ts";
import type { ExperimentCell } from "../state/lab/experiment-run.ts";
import "./ExperimentControls.css";

const SIGNS = { "as-predicted": "✓", contradicted: "✕", unknown: "?" };

/** `npm run experiment` in a lab of its own, cell by cell. */
export function ExperimentControls() {
  const page = usePage();
  const run = useSlice(page.lab, (lab) => lab.experiment);
  const controlUrl = useSlice(page.lab, (lab) => lab.controlUrl);
  const isRunning = run?.state === "running";
  const done = run?.cells.filter((cell) => cell.phase === "done").length ?? 0;
  return (
    <>
      <div className="lab-control">
        {isRunning ? (
          <button type="button" className="button small" onClick={page.actions.stopExperiment}>
            Stop
          </button>
        ) : (
          <button type="button" className="button small" onClick={() => page.actions.startExperiment("")}>
            Run the experiment
          </button>
        )}
        <p className="soft lab-forecast">
          One conversation in every mode, every message counted, in a lab of its own. About a minute.
        </p>
        {run && run.state !== "none" && (
          <p className="outcome" role="status" aria-label="Experiment">
            {run.cells.length > 0 && `${done} of ${run.cells.length} cells. `}
            {run.sentence}{" "}
            {run.state === "done" && (
              <a href={`${controlUrl}/experiment/report`} target="_blank" rel="noopener">
                The report
              </a>
            )}
          </p>
        )}
      </div>
      {run && run.cells.length > 0 && (
        <ul className="cells" aria-label="Cells of the experiment">
          {run.cells.map((cell) => (
            <Cell key={cell.key} cell={cell} report={run.state === "done" ? `${controlUrl}/experiment/report` : null} />
          ))}
        </ul>
      )}
    </>
  );
}

function Cell({ cell, report }: { cell: ExperimentCell; report: string | null }) {
  const where = `stickiness ${cell.stickiness}, ${cell.transport}, ${cell.layout}, ${cell.happening}, ${cell.store}`;
  const words =
    cell.phase === "done" ? `${where}: ${cell.measured} (predicted: ${cell.predicted})` : `${where}: ${cell.phase}`;
  const sign = cell.verdict ? SIGNS[cell.verdict] : cell.phase === "running" ? "…" : "";
  return (
    <li data-phase={cell.phase} data-verdict={cell.verdict ?? undefined} title={words}>
      {report ? (
        <a href={`${report}#cell-${cell.key}`} target="_blank" rel="noopener" aria-label={words}>
          {sign}
        </a>
      ) : (
        <>
          <span aria-hidden="true">{sign}</span>
          <span className="sr-only">{words}</span>
        </>
      )}
    </li>
  );
}
