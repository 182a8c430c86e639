import type { ControlState } from "../../protocol/control/state.ts";
import type { LabOptions } from "../../lab/start-lab.ts";
import type { LabControl } from "./lab-control.ts";

const INSTANCES = 3;
const ATTRIBUTES = {
  "stickiness.enabled": "true",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "load_balancing.algorithm.type": "round_robin",
};

/** What is gone is noticed soon, so that a walk need not wait for it, and who stops does so soon; everything else as `npm start` has it. */
export const WALK_LAB: LabOptions = {
  instances: INSTANCES,
  balancer: {
    shortDurations: true,
    healthCheck: { intervalSeconds: 0.5, timeoutSeconds: 0.5 },
    targetGroupAttributes: { "deregistration_delay.timeout_seconds": "1" },
  },
  env: { PING_INTERVAL_MS: "2000", PING_TIMEOUT_MS: "2000", DRAIN_MS: "500" },
};

type Target = ControlState["targets"][number];

/** Brings the lab back to how a walk begins. Rooms stay: each walk has rooms of its own. */
export async function makeReady(lab: LabControl): Promise<void> {
  await lab.send("PATCH", "/target-group/attributes", ATTRIBUTES);
  // One that was drained in the walk before may still be stopping, and the lab does nothing else meanwhile.
  const isOnTheWay = ({ process, health }: Target) =>
    process?.state === "starting" ||
    process?.state === "stopping" ||
    (process?.state === "running" && health.state === "draining");
  await until(lab, (one) => !isOnTheWay(one));
  let { state } = await lab.truth();
  if (state.lab.state === "redis") await lab.send("PATCH", "/lab", { state: "memory" });
  ({ state } = await lab.truth());
  const isAlive = ({ process, health }: Target) =>
    process?.state === "running" && health.state !== "draining" && health.state !== "unused";
  for (const { id, process } of state.targets) {
    if (process?.state === "paused") await lab.send("POST", `/targets/${id}/resume`);
    else if (process?.state === "exited" || process?.state === "stopped") await lab.send("DELETE", `/targets/${id}`);
  }
  for (let living = state.targets.filter(isAlive).length; living < INSTANCES; living += 1) {
    await lab.send("POST", "/targets");
  }
  await until(lab, (one) => !isAlive(one) || one.health.state === "healthy");
}

async function until(lab: LabControl, holds: (target: Target) => boolean): Promise<void> {
  while (!(await lab.truth()).state.targets.every(holds)) await new Promise((resolve) => setTimeout(resolve, 100));
}
