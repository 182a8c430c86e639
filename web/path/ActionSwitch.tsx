import { usePage, useSlice } from "../page-context.ts";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { obstacleTo } from "../state/lab/lab-obstacles.ts";

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
  const isLost = useSlice(page.lab, (lab) => lab.status === "lost");
  const isRefused = useSlice(page.lab, (lab) => obstacleTo(action, lab) !== null);
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
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
        page.actions.run(action);
      }}
    />
  );
}
