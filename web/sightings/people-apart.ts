import type { HeldVersion } from "./held-version.ts";

/**
 * How many people have somebody of the room out of their sight: one sees those in the versions one is in, and nobody
 * else. A person in two versions (two windows, or a ghost of the last connection) sees both.
 */
export function peopleApart(versions: readonly Pick<HeldVersion, "roomId" | "members">[]): number {
  const rooms = new Map<string, Set<string>>();
  for (const { roomId, members } of versions) {
    const people = rooms.get(roomId) ?? new Set();
    for (const member of members) people.add(member.id);
    rooms.set(roomId, people);
  }

  const roomsOf = new Map<string, Set<string>[]>();
  for (const people of rooms.values()) {
    for (const id of people) roomsOf.set(id, [...(roomsOf.get(id) ?? []), people]);
  }

  const everyone = roomsOf.size;
  let apart = 0;
  for (const mine of roomsOf.values()) if (seenFrom(mine) < everyone) apart++;
  return apart;
}

function seenFrom(rooms: readonly Set<string>[]): number {
  if (rooms.length === 1) return rooms[0]!.size;
  return new Set(rooms.flatMap((people) => [...people])).size;
}
