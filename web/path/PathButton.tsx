import type { ReactNode } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import type { LabAction } from "../state/lab/lab-action.ts";

interface PathButtonProps {
  action: LabAction;
  isPossible: boolean;
  onHint(action: LabAction | null): void;
  children: ReactNode;
}

/** A button beside the path; while it is pointed at, the line below says what it will do. */
export function PathButton({ action, isPossible, onHint, children }: PathButtonProps) {
  const page = usePage();
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
  return (
    <button
      type="button"
      className="button"
      aria-describedby="path-line"
      disabled={isRunning || !isPossible}
      onPointerEnter={() => onHint(action)}
      onPointerLeave={() => onHint(null)}
      onFocus={() => onHint(action)}
      onBlur={() => onHint(null)}
      onClick={() => {
        onHint(null);
        page.actions.run(action);
      }}
    >
      {children}
    </button>
  );
}
