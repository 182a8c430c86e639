import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import type { RoomAffinity } from "../../protocol/control/state.ts";
import type { Connection } from "../connection/connection.ts";
import { stickinessCookie, type StickinessCookies } from "../connection/stickiness-cookies.ts";
import { hasEnded } from "./instance-life.ts";
import type { LabState, LabTarget } from "./lab-state.ts";

/** What decides where my next request goes, as far as this page knows. */
export interface Prospect {
  connection: Connection;
  /** `stickiness.enabled`; null where nobody says, or says any more. */
  stickiness: boolean | null;
  cookie: CookieProspect;
  /** Where a rule leads the room that is looked at, no matter what the cookie says; null: none does, or nobody says so. */
  byRoom: { room: string; target: string } | null;
  mine: MyInstance;
  /** Where the rooms live. */
  state: "memory" | "redis" | null;
}

/**
 * What is known of the cookie that my next request carries. `held`: only that there is one. `foreign`: the balancer
 * cannot open it. `names`: who it names; `isUsable`: that target takes requests.
 */
export type CookieProspect =
  | { kind: "none" | "held" | "foreign" }
  | { kind: "expired"; at: number }
  | { kind: "names"; target: string; isUsable: boolean };

/** Whether my instance takes new requests, as far as the lab says; `serving` where it says nothing. */
export type MyInstance = "serving" | "leaving" | "dead" | "stopped";

/** A target in one of these states gets no new requests (R1.13, R5.2). */
const TAKES_NOBODY: readonly LabTarget["health"][] = ["draining", "unused", "unhealthy"];

export function createProspect(
  connection: ReadonlySignal<Connection>,
  held: ReadonlySignal<StickinessCookies>,
  opened: ReadonlySignal<{ value: string; says: OpenedCookie } | null>,
  lab: ReadonlySignal<LabState>,
  clock: ReadonlySignal<number>,
  room: ReadonlySignal<string>,
) {
  return computed((): Prospect => {
    const value = stickinessCookie(held.value);
    const says = opened.value?.value === value ? (opened.value?.says ?? null) : null;
    const { status, stickiness, targets, rooms, roomAffinity } = lab.value;
    const isLost = status === "lost";
    const { instance, state } = connection.value;
    const isServed = connection.value.status === "connected" && connection.value.unansweredSince === null;
    return {
      connection: connection.value,
      stickiness: isLost ? null : (stickiness?.enabled ?? null),
      cookie: cookieProspect(value, isLost ? null : says, isLost ? [] : targets, clock.value),
      byRoom: isLost ? null : leadByRoom(roomAffinity, room.value),
      mine: isLost ? "serving" : myInstance(targets.find(({ id }) => id === instance)),
      // Who serves me knows best; what the last one said may be over, and what the lab said as well.
      state: isServed && state !== null ? state : isLost ? null : (rooms?.state ?? state),
    };
  });
}

/** By the end of a room's name as a URL has it: that is what the lab's rules compare. */
export function leadByRoom(affinity: RoomAffinity | null, room: string): Prospect["byRoom"] {
  const last = encodeURIComponent(room).at(-1)?.toLowerCase();
  const target = last === undefined ? undefined : (affinity?.[last] ?? affinity?.["*"]);
  return target === undefined ? null : { room, target };
}

/** @param says What the balancer said of this value; null where it was not asked, or has not answered. */
export function cookieProspect(
  value: string | null,
  says: OpenedCookie | null,
  targets: readonly LabTarget[],
  now: number,
): CookieProspect {
  if (value === null) return { kind: "none" };
  if (!says) return { kind: "held" };
  if (says.expiresAt !== null && now > says.expiresAt) return { kind: "expired", at: says.expiresAt };
  const { target } = says;
  if (target === null) return { kind: "foreign" };
  return { kind: "names", target, isUsable: myInstance(targets.find(({ id }) => id === target)) === "serving" };
}

export function myInstance(target: LabTarget | undefined): MyInstance {
  if (!target) return "serving";
  if (hasEnded(target)) return target.process === "exited" ? "dead" : "stopped";
  return TAKES_NOBODY.includes(target.health) ? "leaving" : "serving";
}
