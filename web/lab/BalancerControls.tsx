import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAlgorithm } from "./lab-state.ts";
import { Forecast } from "./Forecast.tsx";
import { LabButton } from "./LabButton.tsx";
import { LabControl } from "./LabControl.tsx";
import { LabSelect } from "./LabSelect.tsx";

const DURATIONS = [
  { value: 10, name: "10 seconds" },
  { value: 60, name: "1 minute" },
  { value: 3_600, name: "1 hour" },
  { value: 86_400, name: "1 day" },
  { value: 604_800, name: "7 days" },
];
const ALGORITHMS: LabAlgorithm[] = ["round_robin", "least_outstanding_requests", "weighted_random"];

/** The target group's attributes, and rules that look at the room; stickiness is the switch on the path. */
export function BalancerControls() {
  const page = usePage();
  const stickiness = useValue(page.lab.state, (lab) => lab.stickiness);
  const algorithm = useValue(page.lab.state, (lab) => lab.algorithm);
  const isByRoom = useValue(page.lab.state, (lab) => lab.roomAffinity !== null);
  const isLost = useValue(page.lab.state, (lab) => lab.status === "lost");
  const obstacle = useValue(page.lab.state, (lab) => lab.obstacles.attributes);
  const isFixed = isLost || obstacle !== null;
  if (!stickiness || !algorithm) return null;
  const seconds = stickiness.durationSeconds;
  const isListed = DURATIONS.some(({ value }) => value === seconds);
  return (
    <>
      <LabControl
        control={
          <LabSelect
            label="Cookie duration"
            value={seconds}
            options={isListed ? DURATIONS : [...DURATIONS, { value: seconds, name: `${seconds} seconds` }]}
            isDisabled={isFixed}
            onChange={(value) => page.lab.run({ type: "set-cookie-duration", seconds: value })}
          />
        }
        forecast={<Forecast action={{ type: "set-cookie-duration", seconds }} />}
        outcomeOf="set-cookie-duration"
      />
      <LabControl
        control={
          <LabSelect
            label="Algorithm"
            value={algorithm}
            options={ALGORITHMS.map((value) => {
              // As an ALB refuses it.
              const isPossible = value !== "weighted_random" || !stickiness.enabled;
              return { value, name: isPossible ? value : `${value} (needs stickiness off)`, isPossible };
            })}
            isDisabled={isFixed}
            onChange={(value) => page.lab.run({ type: "set-algorithm", algorithm: value })}
          />
        }
        forecast={<Forecast action={{ type: "set-algorithm", algorithm }} />}
        outcomeOf="set-algorithm"
      />
      {obstacle === null && (
        <div className="lab-whole-row">
          <LabButton action={{ type: "set-room-affinity", enabled: !isByRoom }}>
            {isByRoom ? "Turn affinity by room off" : "Turn affinity by room on"}
          </LabButton>
        </div>
      )}
      {obstacle !== null && <p className="soft">Not from here: {obstacle}.</p>}
    </>
  );
}
