import type { LabTarget } from "./lab-state.ts";

const IN_SERVICE: readonly LabTarget["health"][] = ["healthy", "unhealthy", "draining"];

/** Whether an instance's process is gone, by a kill, a stop or an end of its own; one that nobody watches is not known to be. */
export function hasEnded({ process }: Pick<LabTarget, "process">): boolean {
  return process === "exited" || process === "stopped";
}

/** In one word, the same wherever it is said: `dead` ended by itself or by a kill, `stopped` after it was drained. */
export function instanceWord({ health, process }: Pick<LabTarget, "health" | "process">): string {
  if (process === "exited") return "dead";
  if (process !== null && process !== "running") return process;
  return health === "unused" ? "deregistered" : health;
}

/** Instances whose process has ended: what they held in memory is gone, also what they said last. */
export function endedInstances(targets: readonly LabTarget[]): ReadonlyMap<string, "dead" | "stopped"> {
  return new Map(targets.filter(hasEnded).map(({ id, process }) => [id, process === "exited" ? "dead" : "stopped"]));
}

/** Instances of which nothing that was said before counts: their process has ended, or has just begun. */
export function instancesGone(targets: readonly LabTarget[]): ReadonlySet<string> {
  return new Set(targets.filter((one) => hasEnded(one) || one.process === "starting").map(({ id }) => id));
}

/**
 * Instances that may serve people, whether they answer or not: an unhealthy or draining one keeps its WebSockets. One
 * that is starting has served nobody yet, and one that is deregistered or dead serves nobody any more.
 */
export function instancesInService(targets: readonly LabTarget[]): ReadonlySet<string> {
  const serving = targets.filter((target) => IN_SERVICE.includes(target.health) && !hasEnded(target));
  return new Set(serving.map(({ id }) => id));
}
