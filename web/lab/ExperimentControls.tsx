import { usePage, useSlice } from "../page-context.ts";
import { ExperimentTable } from "./ExperimentTable.tsx";
import { LabControl } from "./LabControl.tsx";

/** `npm run experiment` in a lab of its own, cell by cell. */
export function ExperimentControls() {
  const page = usePage();
  const run = useSlice(page.lab, (lab) => lab.experiment);
  const controlUrl = useSlice(page.lab, (lab) => lab.controlUrl);
  const isRunning = run?.state === "running";
  const report = run?.state === "done" ? `${controlUrl}/experiment/report` : null;
  return (
    <>
      <LabControl
        control={
          isRunning ? (
            <button type="button" className="button small" onClick={page.actions.stopExperiment}>
              Stop
            </button>
          ) : (
            <button type="button" className="button small" onClick={() => page.actions.startExperiment("")}>
              Run the experiment
            </button>
          )
        }
        forecast={
          run && run.state !== "none" ? (
            <span className="outcome" role="status" aria-label="Experiment">
              <span>
                {run.sentence}{" "}
                {report && (
                  <a href={report} target="_blank" rel="noopener">
                    The report
                  </a>
                )}
              </span>
            </span>
          ) : (
            "One conversation in every mode, in a lab of its own, every message counted. About a minute."
          )
        }
      />
      {run && run.cells.length > 0 && <ExperimentTable cells={run.cells} report={report} />}
    </>
  );
}
