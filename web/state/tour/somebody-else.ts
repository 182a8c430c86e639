import type { RoomState } from "../room/room-state.ts";
import type { BrowserWindow } from "./tour-state.ts";

/** Somebody in this room who is not one of this browser's windows; where, when out of my sight. */
export function somebodyElse(
  { withYou, outOfSight }: Pick<RoomState, "withYou" | "outOfSight">,
  windows: readonly BrowserWindow[],
): { name: string; instance: string | null } | null {
  const mine = new Set(windows.map((one) => one.name));
  const away = outOfSight.find((one) => !one.isYou && !mine.has(one.name));
  if (away) return { name: away.name, instance: away.instances[0] ?? null };
  const here = withYou.find((one) => !one.isYou && !mine.has(one.name));
  return here ? { name: here.name, instance: null } : null;
}
