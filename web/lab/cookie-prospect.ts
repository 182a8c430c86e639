import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { Connection } from "../connection/connection.ts";
import { hasEnded } from "./instance-life.ts";
import type { LabState, LabTarget } from "./lab-state.ts";

/** Whether my instance takes me back, as far as the lab says; `serving` where it says nothing. */
export type MyInstance = "serving" | "leaving" | "dead";

/** A cookie that names one of these leads to another target (R1.13, R5.2). */
const TAKES_NOBODY: readonly LabTarget["health"][] = ["draining", "unused", "unhealthy"];

/** What the lab says of the cookie that leads to my instance: nothing any more, once it does not answer. */
export function cookieProspect(
  { status, stickiness, targets }: Pick<LabState, "status" | "stickiness" | "targets">,
  instance: string | null,
): { stickiness: boolean | null; mine: MyInstance } {
  if (status === "lost") return { stickiness: null, mine: "serving" };
  const target = targets.find(({ id }) => id === instance);
  const mine = !target
    ? "serving"
    : hasEnded(target)
      ? "dead"
      : TAKES_NOBODY.includes(target.health)
        ? "leaving"
        : "serving";
  return { stickiness: stickiness?.enabled ?? null, mine };
}

/** What decides where my next request goes, as far as this page knows. */
export interface Prospect {
  connection: Connection;
  hasCookie: boolean;
  /** `stickiness.enabled`; null where nobody says. */
  stickiness: boolean | null;
  mine: MyInstance;
  /** Where the rooms live. */
  state: "memory" | "redis" | null;
}

export function createProspect(
  connection: ReadonlySignal<Connection>,
  held: ReadonlySignal<{ awsalb: boolean; awsalbcors: boolean }>,
  lab: ReadonlySignal<LabState>,
) {
  return computed((): Prospect => {
    const { awsalb, awsalbcors } = held.value;
    const now = connection.value;
    const state = now.state ?? lab.value.rooms?.state ?? null;
    return { connection: now, hasCookie: awsalb || awsalbcors, ...cookieProspect(lab.value, now.instance), state };
  });
}
