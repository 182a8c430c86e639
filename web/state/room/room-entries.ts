import type { RoomSummary } from "../../../protocol/events.ts";
import type { RoomEntry } from "../session/session-state.ts";
import type { OpenRoom } from "./open-room.ts";

/** The list of rooms: those of this window first, then others that the instance tells of. */
export function roomEntries(
  open: ReadonlyMap<string, OpenRoom>,
  active: string | null,
  listed: readonly RoomSummary[],
): RoomEntry[] {
  const people = new Map(listed.map((summary) => [summary.room, summary.people]));
  const mine = [...open].map(([room, { membership, log, unread }]): RoomEntry => {
    const joined = membership === "joined";
    const count = joined ? log.members.size : (people.get(room) ?? null);
    return { room, joined, active: room === active, people: count, unread };
  });
  const others = listed
    .filter(({ room }) => !open.has(room))
    .map(({ room, people: count }): RoomEntry => ({ room, joined: false, active: false, people: count, unread: 0 }));
  return [...mine, ...others];
}
