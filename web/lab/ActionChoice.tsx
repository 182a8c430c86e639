import { useId } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { Sentence } from "../Sentence.tsx";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import "./ActionChoice.css";

interface ActionChoiceProps {
  action: LabAction;
  label: string;
}

/** An entry of a popover, and under it what it will do; choosing it closes the popover. */
export function ActionChoice({ action, label }: ActionChoiceProps) {
  const page = usePage();
  const note = useId();
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
  return (
    <div className="choice">
      <button
        type="button"
        aria-describedby={note}
        disabled={isRunning}
        onClick={(event) => {
          event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
          page.actions.run(action);
        }}
      >
        <Sentence text={label} isPlain />
      </button>
      <small id={note} className="soft">
        <Sentence text={page.forecast(action)} isPlain />
      </small>
    </div>
  );
}
