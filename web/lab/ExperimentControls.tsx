import { lazy, Suspense, useState } from "react";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { experimentTimeLeft } from "./experiment-time.ts";
import "./Experiment.css";
import { LabControl } from "./LabControl.tsx";

/** Few people start an experiment: its table is loaded when there is something in it. */
const ExperimentTable = lazy(() =>
  import("./ExperimentTable.tsx").then(
    ({ ExperimentTable: table }) => ({ default: table }),
    () => ({ default: NotLoaded }),
  ),
);

function NotLoaded() {
  return <p className="soft">The table could not be loaded: reload the page.</p>;
}

/** Filters of its cells, as its command takes them. */
const MEMORY = "store=memory";
const SIZES = [
  { value: MEMORY, name: "rooms in memory (a minute)" },
  { value: "", name: "all stores (some minutes)" },
];

/** `npm run experiment` in a lab of its own, cell by cell. */
export function ExperimentControls() {
  const page = usePage();
  const [cells, setCells] = useState(MEMORY);
  const run = useValue(page.lab.state, (lab) => lab.experiment);
  const controlUrl = useValue(page.lab.state, (lab) => lab.controlUrl);
  const obstacle = useValue(page.lab.state, (lab) => lab.obstacles.experiment);
  const now = useValue(page.clock);
  const left = run && experimentTimeLeft(run, now);
  const isRunning = run?.state === "running";
  const report = run?.state === "done" ? `${controlUrl}/experiment/report` : null;
  if (obstacle !== null) return <p className="soft">Not from here: {obstacle}.</p>;
  return (
    <>
      <LabControl
        control={
          isRunning ? (
            <button type="button" className="button small" onClick={page.lab.stopExperiment}>
              Stop
            </button>
          ) : (
            <div className="experiment-start">
              <button type="button" className="button small" onClick={() => page.lab.startExperiment(cells)}>
                Run the experiment
              </button>
              <select
                className="select"
                aria-label="Cells to measure"
                value={cells}
                onChange={(event) => setCells(event.target.value)}
              >
                {SIZES.map(({ value, name }) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          )
        }
        forecast={
          run && run.state !== "none" ? (
            <span className="outcome" role="status" aria-label="Experiment">
              <span>
                {run.sentence}
                {left && `, ${left}`}{" "}
                {report && (
                  <a href={report} target="_blank" rel="noopener">
                    The report
                  </a>
                )}
              </span>
            </span>
          ) : (
            "One conversation in every mode, in a lab of its own, every message counted."
          )
        }
      />
      {run && run.cells.length > 0 && (
        <Suspense fallback={null}>
          <ExperimentTable cells={run.cells} report={report} />
        </Suspense>
      )}
    </>
  );
}
