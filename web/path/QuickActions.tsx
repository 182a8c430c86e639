import { InstanceLabel } from "../instance/InstanceLabel.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import { PathButton } from "./PathButton.tsx";

/** What is tried first; everything else is in the lab. */
export function QuickActions({ onHint }: { onHint(action: LabAction | null): void }) {
  const page = usePage();
  const instance = useValue(page.connection.now, ({ instance }) => instance);
  const isConnected = useValue(page.connection.now, ({ status }) => status === "connected");
  const canKill = useValue(page.lab.state, (lab) => lab.status === "ready" && lab.obstacles.processes === null);
  return (
    <div className="path-actions">
      <PathButton action={{ type: "blip" }} isPossible={isConnected} onHint={onHint} label="Drop my connection">
        <span>
          Drop<span className="path-rest"> my connection</span>
        </span>
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
