import { hasEnded } from "./has-ended.ts";
import type { LabTarget } from "./lab-state.ts";

const IN_SERVICE: readonly LabTarget["health"][] = ["healthy", "unhealthy", "draining"];

/**
 * Instances that may serve people, whether they answer or not: an unhealthy or draining one keeps its WebSockets. One
 * that is starting has served nobody yet, and one that is deregistered or dead serves nobody any more.
 */
export function instancesInService(targets: readonly LabTarget[]): ReadonlySet<string> {
  const serving = targets.filter((target) => IN_SERVICE.includes(target.health) && !hasEnded(target));
  return new Set(serving.map(({ id }) => id));
}
