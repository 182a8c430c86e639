import { Menu } from "@base-ui/react/menu";
import { ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { labActionKey } from "../state/lab-action-key.ts";
import type { LabAction, LabTarget } from "../state/page-state.ts";

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
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="path-node path-card" data-on={isMine || undefined}>
        {children}
        <ChevronUp aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="popup-layer" side="top" sideOffset={8}>
          <Menu.Popup className="popup instance-menu">
            {actionsFor(target, isMine).map((choice) => (
              <ActionItem key={labActionKey(choice.action)} {...choice} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function ActionItem({ label, action }: { label: string; action: LabAction }) {
  const page = usePage();
  const outcome = useSlice(page.lab, (lab) => lab.outcomes[labActionKey(action)]);
  return (
    <Menu.Item
      className="instance-action"
      disabled={outcome?.phase === "running"}
      onClick={() => page.actions.run(action)}
    >
      <span>{label}</span>
      <small className="soft">{page.forecast(action)}</small>
    </Menu.Item>
  );
}

function actionsFor({ id, process, health }: LabTarget, isMine: boolean): { label: string; action: LabAction }[] {
  const choice = (label: string, action: LabAction) => ({ label, action });
  if (process === "exited" || process === "stopped") {
    return [choice(`Restart ${id}`, { type: "restart", instance: id })];
  }
  const choices = [
    process === "paused"
      ? choice(`Resume ${id}`, { type: "resume", instance: id })
      : choice(`Pause ${id}`, { type: "pause", instance: id }),
    choice(`Kill ${id}`, { type: "kill", instance: id }),
    choice(`Restart ${id}`, { type: "restart", instance: id }),
  ];
  if (health !== "draining" && health !== "unused")
    choices.unshift(choice(`Drain ${id}`, { type: "drain", instance: id }));
  if (!isMine && health === "healthy") choices.unshift(choice("Move me here", { type: "move", instance: id }));
  return choices;
}
