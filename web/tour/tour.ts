import { computed, effect, signal, type ReadonlySignal } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { LabState } from "../lab/lab-state.ts";
import { nextInstance } from "../lab/next-instance.ts";
import type { Prospect } from "../lab/prospect.ts";
import type { ActiveRoom } from "../room/active-room.ts";
import type { presenceGroups } from "../room/people/presence-groups.ts";
import type { BrowserWindows } from "../session/browser-windows.ts";
import type { WindowMemory } from "../session/window-memory.ts";
import type { StepId } from "./seven-steps.ts";
import { deadIn, observedSteps, type DoneStep } from "./tour-steps.ts";

export interface TourOptions {
  connection: ChatConnection;
  windows: BrowserWindows;
  room: ActiveRoom;
  prospect: ReadonlySignal<Prospect>;
  lab: ReadonlySignal<LabState>;
  memory: WindowMemory;
}

/** The seven steps, each ticked off once it has been *observed*; it stays so, over a reload too. */
export function createTour({ connection, windows, room, prospect, lab, memory }: TourOptions) {
  const dismissed = signal((memory.read("local", "tour-dismissed") as boolean | null) ?? false);
  const asked = signal<StepId | null>(null);
  const done = signal((memory.read("session", "tour") as DoneStep[] | null) ?? []);
  /** The newest instance that served this window, and the one before. */
  let served = (memory.read("session", "served-by") as [string | null, string | null] | null) ?? [null, null];
  const moved = computed(() => {
    const { status, instance } = connection.now.value;
    if (status === "connected" && instance !== null && instance !== served[0]) {
      served = [instance, served[0]];
      memory.write("session", "served-by", served);
    }
    return served[1];
  });

  const now = computed(() => {
    const { instance, unknownInARow, status } = connection.now.value;
    return observedSteps({
      room: room.name.value,
      instance: status === "connected" ? instance : null,
      acceptedBy: room.acceptedBy.value,
      windows: windows.list.value,
      somebodyElse: somebodyElse(room.presence.value, windows.members.value),
      leadsBack: nextInstance(prospect.value).to === "back",
      isLed: prospect.value.byRoom !== null,
      isShared: prospect.value.state === "redis",
      stickiness: prospect.value.stickiness,
      movedFrom: moved.value,
      lostSessions: unknownInARow,
      dead: deadIn(lab.value),
    });
  });
  const stop = effect(() => {
    const before = done.peek();
    const observed = now.value;
    // The newest last; what was said first of a step stays.
    const fresh = observed.filter(({ id }) => !before.some((one) => one.id === id));
    const kept = before.map((one) => observed.find(({ id }) => id === one.id) ?? one);
    if (fresh.length === 0 && kept.every((one, index) => one.is === before[index]!.is)) return;
    done.value = [...kept, ...fresh];
    memory.write("session", "tour", done.value);
  });
  const dismiss = (isDismissed: boolean) => {
    asked.value = null;
    dismissed.value = isDismissed;
    memory.write("local", "tour-dismissed", isDismissed);
  };
  return {
    /** In the order in which they were observed, each as it is or was. */
    done: computed(() =>
      done.value.map(({ id, is, was }) => ({ id, sentence: now.value.some((one) => one.id === id) ? is : was })),
    ),
    /** A step that somebody wants to try, done or not; null: the first that is not done. */
    asked: asked as ReadonlySignal<StepId | null>,
    ask(id: StepId): void {
      dismiss(false);
      asked.value = id;
    },
    dismissed,
    dismiss,
    close: stop,
  };
}

/** Somebody in this room who is not a window of this browser; where, when out of my sight. */
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
