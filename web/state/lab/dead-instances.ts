import { hasEnded } from "./has-ended.ts";
import type { LabTarget } from "./lab-state.ts";

/** Instances whose process has ended: what they held in memory is gone, whatever they said last. */
export function deadInstances(targets: readonly LabTarget[]): ReadonlySet<string> {
  return new Set(targets.filter(hasEnded).map(({ id }) => id));
}
