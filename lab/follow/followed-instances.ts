import type { ProcessState } from "../../protocol/control/state.ts";
import type { LabView } from "./plan-changes.ts";

/** An instance of the lab, and whether it is a target of any group. */
export interface HeldInstance {
  name: string;
  process: ProcessState;
  isTarget: boolean;
}

/**
 * How following sees the lab's instances, and which are to be forgotten first: as on AWS, whose Auto Scaling groups
 * terminate what has drained, whether it stopped by itself or had been killed before.
 */
export function followedInstances(held: readonly HeldInstance[]): {
  forget: string[];
  instances: LabView["instances"];
} {
  const gone = held.filter(({ process, isTarget }) => process === "stopped" || (process === "exited" && !isTarget));
  return {
    forget: gone.map(({ name }) => name),
    instances: held
      .filter((instance) => !gone.includes(instance))
      .map(({ name, process, isTarget }) => {
        if (process === "starting" || process === "stopping") return { name, state: "busy" };
        return { name, state: isTarget ? "held" : "out" };
      }),
  };
}
