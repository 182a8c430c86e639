import type { ProcessState } from "../../protocol/control/state.ts";
import type { LabView } from "./plan-changes.ts";

/** An instance of the lab with what the balancer says of its target; undefined: it is not in the target group. */
export interface HeldInstance {
  name: string;
  process: ProcessState;
  health: string | undefined;
}

/**
 * How following sees the lab's instances, and which are to be forgotten first: as on AWS, whose Auto Scaling groups
 * terminate what has drained, whether it stopped by itself or had been killed before.
 */
export function followedInstances(held: readonly HeldInstance[]): {
  forget: string[];
  instances: LabView["instances"];
} {
  const gone = held.filter(isGone);
  return {
    forget: gone.map(({ name }) => name),
    instances: held
      .filter((instance) => !gone.includes(instance))
      .map(({ name, process, health }) => {
        if (process === "starting" || process === "stopping") return { name, state: "busy" };
        return { name, state: health === "draining" || isOut(health) ? "leaving" : "serving" };
      }),
  };
}

function isGone({ process, health }: HeldInstance): boolean {
  return process === "stopped" || (process === "exited" && isOut(health));
}

function isOut(health: string | undefined): boolean {
  return health === "unused" || health === undefined;
}
