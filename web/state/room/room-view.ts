import type { Sighting } from "../sightings/sightings-book.ts";
import { heldBy } from "../sightings/room-versions.ts";
import { latestFor } from "../latest-for.ts";
import { presenceGroups } from "../sightings/presence-groups.ts";
import type { OpenRoom } from "./open-room.ts";
import type { RoomState } from "./room-state.ts";

export const EMPTY_ROOM: RoomState = {
  room: "",
  membership: "none",
  refusal: null,
  roomId: null,
  instance: null,
  self: null,
  rows: [],
  prepended: false,
  older: "none",
  firstUnreadKey: null,
  typing: [],
  showVanished: true,
  vanishedCount: 0,
  withYou: [],
  outOfSight: [],
};

export interface RoomParts {
  here: OpenRoom | null;
  isConnected: boolean;
  /** Who is typing there, by `Member.id`. */
  typing: ReadonlyMap<string, string>;
  showVanished: boolean;
  /** Fresh sightings of the instances that do not serve me, and what grows with each. */
  others: readonly Sighting[];
  sightingsVersion: number;
}

/** @returns a function that makes `RoomState`; it remembers who is where, since sorting a thousand names takes long. */
export function createRoomView(): (parts: RoomParts) => RoomState {
  const presence = latestFor<ReturnType<typeof presenceGroups>>();
  return ({ here, isConnected, typing, showVanished, others, sightingsVersion }) => {
    if (!here) return EMPTY_ROOM;
    const { log, membership, refusal, firstUnreadKey } = here;
    const self = log.self?.id ?? null;
    const isIn = membership === "joined" && isConnected;
    const key = [log.room, log.memberChanges, sightingsVersion, others.length, isIn, ...typing.keys()].join(" ");
    return {
      room: log.room,
      membership,
      refusal,
      roomId: log.roomId,
      instance: log.instance,
      self: log.self,
      ...log.rows(showVanished),
      older: log.older,
      firstUnreadKey,
      typing: [...typing].filter(([id]) => id !== self).map(([, name]) => name),
      showVanished,
      vanishedCount: log.vanishedCount,
      ...presence(key, () =>
        presenceGroups({
          self,
          here: isIn ? log.members.values() : [],
          typing: new Set(typing.keys()),
          elsewhere: others.flatMap((one) => heldBy(one) ?? []).filter((held) => held.roomId !== log.roomId),
        }),
      ),
    };
  };
}
