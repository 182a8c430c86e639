import type { ReactNode } from "react";
import { Icon } from "../page/Icon.tsx";
import { ActionChoice } from "../lab/ActionChoice.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Popover } from "../page/Popover.tsx";
import { labActionKey, type LabAction } from "../lab/lab-action.ts";
import { hasEnded } from "../lab/instance-life.ts";
import { obstacleTo } from "../lab/lab-obstacles.ts";
import type { LabTarget } from "../lab/lab-state.ts";
import { countOf } from "../page/count-of.ts";

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
  const lab = { obstacles: useValue(page.lab.state, ({ obstacles }) => obstacles), rooms: null };
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
          <Icon name="up" />
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
  if (hasEnded(target)) return [restart, { label: `Remove ${instance}`, action: { type: "remove", instance } }];
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
