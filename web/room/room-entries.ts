import type { RoomSummary } from "../../protocol/events.ts";
import type { OpenRoom } from "./open-room.ts";

export interface RoomEntry {
  room: string;
  /** I am in it (in this window). */
  joined: boolean;
  active: boolean;
  /** People in it as far as my instance knows; null when it has not said. */
  people: number | null;
  unread: number;
}

/** The list of rooms: those of this window first, then others that the instance tells of. */
export function roomEntries(
  open: ReadonlyMap<string, OpenRoom>,
  active: OpenRoom | null,
  listed: readonly RoomSummary[],
): RoomEntry[] {
  const people = new Map(listed.map((summary) => [summary.room, summary.people]));
  const mine = [...open].map(([room, here]): RoomEntry => {
    const joined = here.membership.value === "joined";
    const count = joined ? here.log.people.value.length : (people.get(room) ?? null);
    return { room, joined, active: here === active, people: count, unread: here.unread.value };
  });
  const others = listed
    .filter(({ room }) => !open.has(room))
    .map(({ room, people: count }): RoomEntry => ({ room, joined: false, active: false, people: count, unread: 0 }));
  return [...mine, ...others];
}
