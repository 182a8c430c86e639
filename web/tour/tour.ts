import { effect, signal, type ReadonlySignal } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import { nextInstance } from "../lab/next-instance.ts";
import type { Prospect } from "../lab/prospect.ts";
import type { ActiveRoom } from "../room/active-room.ts";
import type { presenceGroups } from "../room/people/presence-groups.ts";
import type { BrowserWindows } from "../session/browser-windows.ts";
import type { WindowMemory } from "../session/window-memory.ts";
import { tourSteps, type TourStep } from "./tour-steps.ts";

export interface TourOptions {
  connection: ChatConnection;
  windows: BrowserWindows;
  room: ActiveRoom;
  prospect: ReadonlySignal<Prospect>;
  memory: WindowMemory;
}

/** Somebody in this room who is no window of this browser; where, when out of my sight. */
function somebodyElse(
  { withYou, outOfSight }: ReturnType<typeof presenceGroups>,
  own: ReadonlySet<string>,
): { name: string; instance: string | null } | null {
  const isOther = ({ id, isYou }: { id: string; isYou: boolean }) => !isYou && !own.has(id);
  const away = outOfSight.find(isOther);
  if (away) return { name: away.name, instance: away.instances[0] ?? null };
  const here = withYou.find(isOther);
  return here ? { name: here.name, instance: null } : null;
}

/** The first steps, each ticked off once it has been observed. */
export function createTour({ connection, windows, room, prospect, memory }: TourOptions) {
  const dismissed = signal((memory.read("local", "tour-dismissed") as boolean | null) ?? false);
  const steps = signal<readonly TourStep[]>([]);
  const stop = effect(() => {
    const { instance, instancesSeen, unknownInARow, status } = connection.now.value;
    const now = {
      room: room.name.value,
      instance: status === "connected" ? instance : null,
      windows: windows.list.value,
      somebodyElse: somebodyElse(room.presence.value, windows.members.value),
      leadsBack: nextInstance(prospect.value).to === "back",
      isShared: prospect.value.state === "redis",
      stickiness: prospect.value.stickiness,
      instancesSeen,
      lostSessions: unknownInARow,
    };
    steps.value = tourSteps(now, steps.peek());
  });
  return {
    steps,
    dismissed,
    dismiss(isDismissed: boolean): void {
      dismissed.value = isDismissed;
      memory.write("local", "tour-dismissed", isDismissed);
    },
    close: stop,
  };
}
