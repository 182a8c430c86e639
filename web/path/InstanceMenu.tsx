import { ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import { ActionChoice } from "../lab/ActionChoice.tsx";
import { usePage, useSlice } from "../page-context.ts";
import { Popover } from "../Popover.tsx";
import { labActionKey } from "../state/lab/lab-action-key.ts";
import { hasEnded } from "../state/lab/has-ended.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { obstacleTo } from "../state/lab/lab-obstacles.ts";
import type { LabTarget } from "../state/lab/lab-state.ts";
import { countOf } from "../state/text/count-of.ts";

/** What can be done to an instance of the lab, each with what it will do, and why the rest cannot. */
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
  const page = usePage();
  const lab = { obstacles: useSlice(page.lab, ({ obstacles }) => obstacles), rooms: null };
  const choices = choicesFor(target, isMine).map((choice) => ({ ...choice, obstacle: obstacleTo(choice.action, lab) }));
  const refusals = new Set(choices.flatMap(({ obstacle }) => obstacle ?? []));
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
      {choices
        .filter(({ obstacle }) => obstacle === null)
        .map(({ label, action }) => (
          <ActionChoice key={labActionKey(action)} label={label} action={action} />
        ))}
      {[...refusals].map((obstacle) => (
        <p key={obstacle} className="soft">
          Not from here: {obstacle}.
        </p>
      ))}
    </Popover>
  );
}

function choicesFor(target: LabTarget, isMine: boolean): { label: string; action: LabAction }[] {
  const { id: instance, process, health } = target;
  const restart = { label: `Restart ${instance}`, action: { type: "restart", instance } as const };
  if (hasEnded(target)) return [restart];
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
