import { ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import { ActionChoice } from "../lab/ActionChoice.tsx";
import { Popover } from "../Popover.tsx";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import type { LabTarget } from "../state/lab/lab-state.ts";
import { countOf } from "../state/text/count-of.ts";

/** What can be done to an instance of the lab, each with what it will do. */
export function InstanceMenu({
  target,
  isMine,
  children,
}: {
  target: LabTarget;
  isMine: boolean;
  children: ReactNode;
}) {
  const { id, health, reason, connections, requests } = target;
  const facts = [reason ?? health, countOf(connections, "connection"), countOf(requests, "request")];
  return (
    <Popover
      label={id}
      className="path-node path-card"
      isOn={isMine}
      button={
        <>
          {children}
          <ChevronUp aria-hidden="true" />
        </>
      }
    >
      <p className="soft">{facts.join(" · ")}</p>
      {choicesFor(target, isMine).map(({ label, action }) => (
        <ActionChoice key={labActionKey(action)} label={label} action={action} />
      ))}
    </Popover>
  );
}

function choicesFor(target: LabTarget, isMine: boolean): { label: string; action: LabAction }[] {
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
