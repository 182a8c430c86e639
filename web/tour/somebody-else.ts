import type { PersonElsewhere, PersonHere } from "../room/people/presence-groups.ts";
import type { BrowserWindow } from "./browser-windows.ts";

/** Somebody in this room who is not one of this browser's windows; where, when out of my sight. */
export function somebodyElse(
  { withYou, outOfSight }: { withYou: readonly PersonHere[]; outOfSight: readonly PersonElsewhere[] },
  windows: readonly BrowserWindow[],
): { name: string; instance: string | null } | null {
  const mine = new Set(windows.map((one) => one.name));
  const away = outOfSight.find((one) => !one.isYou && !mine.has(one.name));
  if (away) return { name: away.name, instance: away.instances[0] ?? null };
  const here = withYou.find((one) => !one.isYou && !mine.has(one.name));
  return here ? { name: here.name, instance: null } : null;
}
