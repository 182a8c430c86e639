import { useId, type ReactNode } from "react";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { labActionKey, needsControlApi, type LabAction } from "./lab-action.ts";
import { Forecast } from "./Forecast.tsx";
import { LabControl } from "./LabControl.tsx";

/** A button with one line that says what it will do, and one that says whether it did. */
export function LabButton({ action, children }: { action: LabAction; children: ReactNode }) {
  const page = usePage();
  const note = useId();
  const key = labActionKey(action);
  const isLost = useValue(page.lab.state, (lab) => lab.status === "lost");
  const isRunning = useValue(page.lab.state, (lab) => lab.outcomes[key]?.phase === "running");
  return (
    <LabControl
      control={
        <button
          type="button"
          className={action.type === "kill" ? "button small danger" : "button small"}
          aria-describedby={note}
          disabled={isRunning || (isLost && needsControlApi(action))}
          onClick={() => page.lab.run(action)}
        >
          {children}
        </button>
      }
      forecast={<Forecast action={action} />}
      forecastId={note}
      outcomeOf={key}
    />
  );
}
