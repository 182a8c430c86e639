import { useId, type ReactNode } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { Sentence } from "../Sentence.tsx";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { LabControl } from "./LabControl.tsx";

/** A button with one line that says what it will do, and one that says whether it did. */
export function LabButton({ action, children }: { action: LabAction; children: ReactNode }) {
  const page = usePage();
  const note = useId();
  const key = labActionKey(action);
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes[key]?.phase === "running");
  // The forecast depends on where I am and on the switch.
  useSlice(page.session, (session) => session.connection);
  useSlice(page.lab, (lab) => lab.stickiness);
  return (
    <LabControl
      control={
        <button
          type="button"
          className="button small"
          aria-describedby={note}
          disabled={isRunning}
          onClick={() => page.actions.run(action)}
        >
          {children}
        </button>
      }
      forecast={<Sentence text={page.forecast(action)} isPlain />}
      forecastId={note}
      outcomeOf={key}
    />
  );
}
