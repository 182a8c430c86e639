import type { LabAction } from "./lab-action.ts";
import type { LabState } from "./lab-state.ts";

/** Why this lab cannot do that, or null. */
export function obstacleTo(
  action: LabAction,
  { obstacles, rooms }: Pick<LabState, "obstacles" | "rooms">,
): string | null {
  switch (action.type) {
    case "set-stickiness":
    case "set-cookie-duration":
    case "set-algorithm":
    case "set-room-affinity":
    case "reset":
      return obstacles.attributes;
    case "add-instance":
      return obstacles.add;
    case "drain":
      return obstacles.drain;
    case "kill":
    case "pause":
    case "resume":
    case "restart":
    case "remove":
      return obstacles.processes;
    case "set-state":
      return rooms?.obstacle ?? null;
    default:
      return null;
  }
}
