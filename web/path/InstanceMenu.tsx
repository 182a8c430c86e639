import { ChevronUp } from "lucide-react";
import { useId, useRef, type ReactNode, type ToggleEvent } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import type { LabTarget } from "../state/lab/lab-state.ts";

/** Between the card and what it opens. */
const GAP = 8;

/** What can be done to an instance of the lab, each with what it will do. The browser's own popover opens it. */
export function InstanceMenu({
  target,
  isMine,
  children,
}: {
  target: LabTarget;
  isMine: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const card = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== "open") return;
    const { left, top } = card.current!.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = popover.current!;
    style.left = `${Math.max(GAP, Math.min(left, innerWidth - offsetWidth - GAP))}px`;
    style.top = `${Math.max(GAP, top - offsetHeight - GAP)}px`;
  };
  return (
    <>
      <button ref={card} type="button" className="path-node path-card" data-on={isMine || undefined} popoverTarget={id}>
        {children}
        <ChevronUp aria-hidden="true" />
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="group"
        aria-label={target.id}
        className="popup instance-menu"
        onToggle={place}
      >
        {actionsFor(target, isMine).map(({ label, action }) => (
          <ActionButton
            key={labActionKey(action)}
            label={label}
            action={action}
            onDone={() => popover.current?.hidePopover()}
          />
        ))}
      </div>
    </>
  );
}

function ActionButton({ label, action, onDone }: { label: string; action: LabAction; onDone(): void }) {
  const page = usePage();
  const note = useId();
  const isRunning = useSlice(page.lab, (lab) => lab.outcomes[labActionKey(action)]?.phase === "running");
  return (
    <div className="instance-action">
      <button
        type="button"
        aria-describedby={note}
        disabled={isRunning}
        onClick={() => {
          onDone();
          page.actions.run(action);
        }}
      >
        {label}
      </button>
      <small id={note} className="soft">
        {page.forecast(action)}
      </small>
    </div>
  );
}

function actionsFor(target: LabTarget, isMine: boolean): { label: string; action: LabAction }[] {
  const { id: instance, process, health } = target;
  const restart = { label: `Restart ${instance}`, action: { type: "restart", instance } as const };
  if (process === "exited" || process === "stopped") return [restart];
  const isServing = health !== "draining" && health !== "unused";
  return [
    ...(!isMine && health === "healthy"
      ? [{ label: "Move me here", action: { type: "move", instance } as const }]
      : []),
    ...(isServing ? [{ label: `Drain ${instance}`, action: { type: "drain", instance } as const }] : []),
    process === "paused"
      ? { label: `Resume ${instance}`, action: { type: "resume", instance } as const }
      : { label: `Pause ${instance}`, action: { type: "pause", instance } as const },
    { label: `Kill ${instance}`, action: { type: "kill", instance } as const },
    restart,
  ];
}
