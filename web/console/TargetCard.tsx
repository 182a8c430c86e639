import type { Target } from "../../protocol/control/state.ts";
import { Icon } from "../page/Icon.tsx";
import { Popover } from "../page/Popover.tsx";
import { useValue } from "../page/use-value.tsx";
import { useConsole } from "./console-context.tsx";
import type { TargetAction } from "./create-console.ts";
import { TargetName } from "./TargetName.tsx";

interface Choice {
  action: TargetAction;
  label: string;
  done: string;
}

/** A target with its health and what it serves; it opens what can be done to it. */
export function TargetCard({ target }: { target: Target }) {
  const page = useConsole();
  const { id, address, port, health, process, connections, requests } = target;
  const obstacles = useValue(page.state, (state) => state?.lab.obstacles);
  const healthCheck = useValue(page.state, (state) => state?.targetGroup.healthCheck);
  const at = `${address}:${port}`;
  const isWell = health.state === "healthy";
  const processWord = process && process.state !== "running" ? process.state : null;
  const obstacleOf = (action: TargetAction) =>
    (action === "deregister" ? obstacles?.drain : obstacles?.processes) ?? null;
  const choices = choicesFor(target);
  const refusals = new Set(choices.flatMap(({ action }) => obstacleOf(action) ?? []));
  return (
    <Popover
      label={id}
      className="console-target"
      button={
        <>
          <TargetName id={id} isCut={!isWell} />
          {id !== at && <span className="soft">:{port}</span>}
          <span className={isWell ? "console-health" : "console-health bad"}>
            {processWord ?? health.state}
            {!isWell && health.description && health.state === "unhealthy" && (
              <small>
                {health.description} at {healthCheck?.path}
              </small>
            )}
          </span>
          <span className="soft console-counts">
            {connections} ws · {requests} req
          </span>
          <Icon name="up" />
        </>
      }
    >
      <p className="soft">
        {at} · {health.description ?? health.state}
        {process?.ended ? ` · ended with ${process.ended}` : ""}
      </p>
      {choices
        .filter(({ action }) => obstacleOf(action) === null)
        .map(({ action, label, done }) => (
          <button
            key={action}
            type="button"
            className={action === "kill" ? "button plain danger" : "button plain"}
            onClick={(event) => {
              event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
              page.act(id, action, done);
            }}
          >
            {label}
          </button>
        ))}
      {[...refusals].map((obstacle) => (
        <p key={obstacle} className="soft">
          Not from here: {obstacle}.
        </p>
      ))}
    </Popover>
  );
}

function choicesFor({ id, health, process }: Target): Choice[] {
  const isGone = health.state === "draining" || health.state === "unused";
  const restart: Choice = { action: "restart", label: `Restart ${id}`, done: `${id} runs again.` };
  const hasEnded = process?.state === "exited" || process?.state === "stopped";
  if (hasEnded) return [restart];
  return [
    ...(isGone ? [] : [{ action: "deregister", label: `Drain ${id}`, done: `${id} gets no new requests.` } as const]),
    process?.state === "paused"
      ? { action: "resume", label: `Resume ${id}`, done: `${id} goes on.` }
      : { action: "pause", label: `Pause ${id}`, done: `${id} is paused (SIGSTOP).` },
    { action: "kill", label: `Kill ${id}`, done: `${id} was killed (SIGKILL).` },
    restart,
  ];
}
