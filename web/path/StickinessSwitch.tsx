import { Switch } from "@base-ui/react/switch";
import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/page-state.ts";

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
    <Switch.Root
      className="switch"
      aria-label="Stickiness"
      aria-describedby="path-line"
      checked={enabled}
      disabled={isLost || isRunning}
      onPointerEnter={() => onHint(action)}
      onPointerLeave={() => onHint(null)}
      onFocus={() => onHint(action)}
      onBlur={() => onHint(null)}
      onCheckedChange={(next) => {
        onHint(null);
        page.actions.run({ type: "set-stickiness", enabled: next });
      }}
    >
      <Switch.Thumb className="switch-thumb" />
    </Switch.Root>
  );
}
