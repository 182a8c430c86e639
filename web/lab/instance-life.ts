import type { LabTarget } from "./lab-state.ts";

const IN_SERVICE: readonly LabTarget["health"][] = ["healthy", "unhealthy", "draining"];

/** Whether an instance's process is gone, by a kill, a stop or an end of its own; one that nobody watches is not known to be. */
export function hasEnded({ process }: Pick<LabTarget, "process">): boolean {
  return process === "exited" || process === "stopped";
}

/** Instances whose process has ended: what they held in memory is gone, whatever they said last. */
export function deadInstances(targets: readonly LabTarget[]): ReadonlySet<string> {
  return new Set(targets.filter(hasEnded).map(({ id }) => id));
}

/**
 * Instances that may serve people, whether they answer or not: an unhealthy or draining one keeps its WebSockets. One
 * that is starting has served nobody yet, and one that is deregistered or dead serves nobody any more.
 */
export function instancesInService(targets: readonly LabTarget[]): ReadonlySet<string> {
  const serving = targets.filter((target) => IN_SERVICE.includes(target.health) && !hasEnded(target));
  return new Set(serving.map(({ id }) => id));
}
