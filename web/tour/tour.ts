import { effect, signal, type ReadonlySignal } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { Prospect } from "../lab/cookie-prospect.ts";
import type { ActiveRoom } from "../room/active-room.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import type { WindowMemory } from "../session/window-memory.ts";
import { createBrowserWindows } from "./browser-windows.ts";
import { somebodyElse } from "./somebody-else.ts";
import { tourSteps, type TourStep } from "./tour-steps.ts";

export interface TourOptions {
  connection: ChatConnection;
  rooms: ChatRooms;
  room: ActiveRoom;
  prospect: ReadonlySignal<Prospect>;
  memory: WindowMemory;
}

/** The first steps, each ticked off once it has been observed. */
export function createTour({ connection, rooms, room, prospect, memory }: TourOptions) {
  const windows = createBrowserWindows();
  const dismissed = signal((memory.read("local", "tour-dismissed") as boolean | null) ?? false);
  const steps = signal<readonly TourStep[]>([]);
  const stops = [
    effect(() =>
      windows.tell({
        name: rooms.name.value,
        room: room.name.value,
        instance: connection.now.value.status === "connected" ? connection.now.value.instance : null,
      }),
    ),
    effect(() => {
      const { instance, instancesSeen, unknownInARow, status } = connection.now.value;
      const now = {
        room: room.name.value,
        instance: status === "connected" ? instance : null,
        windows: windows.list.value,
        somebodyElse: somebodyElse(room.presence.value, windows.list.value),
        isShared: prospect.value.state === "redis",
        stickiness: prospect.value.stickiness,
        instancesSeen,
        lostSessions: unknownInARow,
      };
      steps.value = tourSteps(now, steps.peek());
    }),
  ];
  return {
    steps,
    dismissed,
    /** Windows of this browser that have this page open, this one first. */
    windows: windows.list,
    dismiss(isDismissed: boolean): void {
      dismissed.value = isDismissed;
      memory.write("local", "tour-dismissed", isDismissed);
    },
    close() {
      for (const stop of stops) stop();
      windows.close();
    },
  };
}
