import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { labActionKey, type LabAction } from "../lab/lab-action.ts";
import { obstacleTo } from "../lab/lab-obstacles.ts";

interface ActionSwitchProps {
  label: string;
  isOn: boolean;
  isPossible: boolean;
  /** What pressing it does. */
  action: LabAction;
  onHint(action: LabAction | null): void;
}

/** A switch of the lab; while it is pointed at, the line beside the path says what it will do, or why it cannot. */
export function ActionSwitch({ label, isOn, isPossible, action, onHint }: ActionSwitchProps) {
  const page = usePage();
  const isLost = useValue(page.lab.state, (lab) => lab.status === "lost");
  const isRefused = useValue(page.lab.state, (lab) => obstacleTo(action, lab) !== null);
  const isRunning = useValue(page.lab.state, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-label={label}
      aria-describedby="path-line"
      aria-checked={isOn}
      disabled={isLost || isRunning || !isPossible}
      aria-disabled={isRefused}
      onPointerEnter={() => onHint(action)}
      onPointerLeave={() => onHint(null)}
      onFocus={() => onHint(action)}
      onBlur={() => onHint(null)}
      onClick={() => {
        if (isRefused) return;
        onHint(null);
        page.lab.run(action);
      }}
    />
  );
}
