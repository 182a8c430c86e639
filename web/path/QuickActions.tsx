import { InstanceLabel } from "../InstanceLabel.tsx";
import { usePage, useSlice } from "../page-context.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { PathButton } from "./PathButton.tsx";

/** What is tried first; everything else is in the lab. */
export function QuickActions({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const instance = useSlice(page.session, (session) => session.connection.instance);
  const isConnected = useSlice(page.session, (session) => session.connection.status === "connected");
  const canKill = useSlice(page.lab, (lab) => lab.status === "ready" && lab.obstacles.processes === null);
  return (
    <div className="path-actions">
      <PathButton action={{ type: "blip" }} isPossible={isConnected} onHint={onHint}>
        Drop my connection
      </PathButton>
      {canKill && instance !== null && (
        <PathButton action={{ type: "kill", instance }} isPossible={isConnected} onHint={onHint}>
          <span>
            Kill <InstanceLabel instance={instance} />
          </span>
        </PathButton>
      )}
    </div>
  );
}
