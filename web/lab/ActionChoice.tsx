import { useId } from "react";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Sentence } from "../instance/Sentence.tsx";
import { labActionKey, type LabAction } from "./lab-action.ts";
import { Forecast } from "./Forecast.tsx";
import "./ActionChoice.css";

interface ActionChoiceProps {
  action: LabAction;
  label: string;
}

/** An entry of a popover, and under it what it will do; choosing it closes the popover. */
export function ActionChoice({ action, label }: ActionChoiceProps) {
  const page = usePage();
  const note = useId();
  const isLost = useValue(page.lab.state, (lab) => lab.status === "lost");
  const isRunning = useValue(page.lab.state, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
  return (
    <div className="choice">
      <button
        type="button"
        className={action.type === "kill" || action.type === "redis-kill" ? "danger" : undefined}
        aria-describedby={note}
        disabled={isRunning || isLost}
        onClick={(event) => {
          event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
          page.lab.run(action);
        }}
      >
        <Sentence text={label} isPlain />
      </button>
      <small id={note} className="soft">
        <Forecast action={action} />
      </small>
    </div>
  );
}
