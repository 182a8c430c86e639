import { Switch } from "@base-ui/react/switch";
import { Tooltip } from "@base-ui/react/tooltip";
import { usePage, useSlice } from "../page-context.ts";

/** The target group's `stickiness.enabled`. */
export function StickinessSwitch({ enabled }: { enabled: boolean }) {
  const page = usePage();
  const isLost = useSlice(page.lab, (lab) => lab.status === "lost");
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes["set-stickiness"]?.phase === "running");
  const forecast = page.forecast({ type: "set-stickiness", enabled: !enabled });
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        delay={200}
        render={
          <Switch.Root
            className="switch"
            aria-label="Stickiness"
            aria-description={forecast}
            checked={enabled}
            disabled={isLost || isRunning}
            onCheckedChange={(next) => page.actions.run({ type: "set-stickiness", enabled: next })}
          >
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
        }
      />
      <Tooltip.Portal>
        <Tooltip.Positioner className="popup-layer" side="top" sideOffset={10}>
          <Tooltip.Popup className="popup tooltip">{forecast}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
