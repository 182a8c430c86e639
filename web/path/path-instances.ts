import { compareInstances } from "../state/instances/compare-instances.ts";
import type { LabTarget } from "../state/lab/lab-state.ts";
import type { RoomVersion } from "../state/sightings/sightings-state.ts";

/** An instance as the drawing of the path shows it. */
export interface PathInstance {
  id: string;
  connections: number | null;
  /** In a word, when it is not simply healthy. */
  trouble: string | null;
  /** What the control API says; null where there is none. */
  target: LabTarget | null;
}

/** The instances that the control API tells of, or else those that were seen. */
export function pathInstances(
  targets: readonly LabTarget[],
  versions: readonly RoomVersion[],
  mine: string | null,
): PathInstance[] {
  if (targets.length > 0) {
    return targets.map((target) => ({
      id: target.id,
      connections: target.connections,
      trouble: troubleOf(target),
      target,
    }));
  }
  const seen = versions.map(({ instance, connections, sight, status }): PathInstance => {
    const trouble = sight === "silent" ? "not seen" : status === "draining" ? "draining" : null;
    return { id: instance, connections, trouble, target: null };
  });
  if (mine !== null && !seen.some(({ id }) => id === mine)) {
    seen.push({ id: mine, connections: null, trouble: null, target: null });
  }
  return seen.sort((a, b) => compareInstances(a.id, b.id));
}

function troubleOf({ health, process }: LabTarget): string | null {
  if (process === "exited" || process === "stopped") return "dead";
  if (process === "paused") return "paused";
  if (process === "starting") return "starting";
  return health === "healthy" ? null : health;
}
