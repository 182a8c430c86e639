import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/lab/lab-action.ts";

interface StickinessSwitchProps {
  enabled: boolean;
  onHint(action: LabAction | null): void;
}

/** The target group's `stickiness.enabled`. */
export function StickinessSwitch({ enabled, onHint }: StickinessSwitchProps) {
  const page = usePage();
  const isLost = useSlice(page.lab, (lab) => lab.status === "lost");
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes["set-stickiness"]?.phase === "running");
  const action = { type: "set-stickiness", enabled: !enabled } as const;
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-label="Stickiness"
      aria-describedby="path-line"
      aria-checked={enabled}
      disabled={isLost || isRunning}
      onPointerEnter={() => onHint(action)}
      onPointerLeave={() => onHint(null)}
      onFocus={() => onHint(action)}
      onBlur={() => onHint(null)}
      onClick={() => {
        onHint(null);
        page.actions.run(action);
      }}
    />
  );
}
