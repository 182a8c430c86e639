import type { ReactNode } from "react";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { labActionKey, type LabAction } from "../lab/lab-action.ts";

interface PathButtonProps {
  action: LabAction;
  isPossible: boolean;
  onHint(action: LabAction | null): void;
  /** What it is called where there is no room to show all of it. */
  label?: string;
  children: ReactNode;
}

/** A button beside the path; while it is pointed at, the line below says what it will do. */
export function PathButton({ action, isPossible, onHint, label, children }: PathButtonProps) {
  const page = usePage();
  const isRunning = useValue(page.lab.state, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
  return (
    <button
      type="button"
      className={action.type === "kill" ? "button danger" : "button"}
      aria-label={label}
      aria-describedby="path-line"
      disabled={isRunning || !isPossible}
      onPointerEnter={() => onHint(action)}
      onPointerLeave={() => onHint(null)}
      onFocus={() => onHint(action)}
      onBlur={() => onHint(null)}
      onClick={() => {
        onHint(null);
        page.lab.run(action);
      }}
    >
      {children}
    </button>
  );
}
