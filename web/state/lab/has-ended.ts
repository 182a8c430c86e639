import type { LabTarget } from "./lab-state.ts";

/** Whether an instance's process is gone, by a kill, a stop or an end of its own; one that nobody watches is not known to be. */
export function hasEnded({ process }: Pick<LabTarget, "process">): boolean {
  return process === "exited" || process === "stopped";
}
