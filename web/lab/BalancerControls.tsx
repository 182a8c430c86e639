import { usePage, useSlice } from "../page-context.ts";
import type { LabAlgorithm } from "../state/lab/lab-state.ts";
import { OutcomeLine } from "./OutcomeLine.tsx";

const DURATIONS: [seconds: number, name: string][] = [
  [10, "10 seconds"],
  [60, "1 minute"],
  [3_600, "1 hour"],
  [86_400, "1 day"],
  [604_800, "7 days"],
];
const ALGORITHMS: LabAlgorithm[] = ["round_robin", "least_outstanding_requests", "weighted_random"];

export function BalancerControls() {
  const page = usePage();
  const stickiness = useSlice(page.lab, (lab) => lab.stickiness);
  const algorithm = useSlice(page.lab, (lab) => lab.algorithm);
  const isLost = useSlice(page.lab, (lab) => lab.status === "lost");
  if (!stickiness || !algorithm) return null;
  const seconds = stickiness.durationSeconds;
  const durations = DURATIONS.some(([known]) => known === seconds)
    ? DURATIONS
    : [...DURATIONS, [seconds, `${seconds} seconds`] as [number, string]];
  return (
    <>
      <div className="lab-control">
        <label>
          Cookie duration{" "}
          <select
            className="select"
            value={seconds}
            disabled={isLost}
            onChange={(event) => page.actions.run({ type: "set-cookie-duration", seconds: Number(event.target.value) })}
          >
            {durations.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p className="soft lab-forecast">{page.forecast({ type: "set-cookie-duration", seconds })}</p>
        <OutcomeLine of="set-cookie-duration" />
      </div>
      <div className="lab-control">
        <label>
          Algorithm{" "}
          <select
            className="select"
            value={algorithm}
            disabled={isLost}
            onChange={(event) =>
              page.actions.run({ type: "set-algorithm", algorithm: event.target.value as LabAlgorithm })
            }
          >
            {ALGORITHMS.map((name) => (
              // As an ALB refuses it.
              <option key={name} value={name} disabled={name === "weighted_random" && stickiness.enabled}>
                {name}
                {name === "weighted_random" && stickiness.enabled && " (needs stickiness off)"}
              </option>
            ))}
          </select>
        </label>
        <p className="soft lab-forecast">{page.forecast({ type: "set-algorithm", algorithm })}</p>
        <OutcomeLine of="set-algorithm" />
      </div>
      <div className="lab-control">
        <p className="soft lab-forecast">Stickiness is the switch in the strip below.</p>
        <OutcomeLine of="set-stickiness" />
      </div>
    </>
  );
}
