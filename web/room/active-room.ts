import { computed, signal, type ReadonlySignal } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import { heldBy } from "../sightings/room-versions.ts";
import type { Sighting } from "../sightings/sightings-book.ts";
import type { ChatRooms } from "./chat-rooms.ts";
import type { Row } from "./messages/row.ts";
import type { OpenRoom } from "./open-room.ts";
import { presenceGroups } from "./people/presence-groups.ts";

const NO_ROWS: { rows: readonly Row[]; prepended: boolean } = { rows: [], prepended: false };

/**
 * The room that is looked at, as it is shown.
 * @param others What fresh sightings say of the instances that do not serve me.
 */
export function createActiveRoom(
  rooms: ChatRooms,
  connection: ChatConnection,
  others: ReadonlySignal<readonly Sighting[]>,
) {
  const here = rooms.active;
  const of = <T>(read: (here: OpenRoom) => T, none: T) => computed(() => (here.value ? read(here.value) : none));
  /** What changes with the log. */
  const ofLog = <T>(read: (log: OpenRoom["log"]) => T, none: T) =>
    of(({ log }) => {
      log.watch();
      return read(log);
    }, none);
  const showVanished = signal(true);
  const name = of(({ log }) => log.room, "");
  const membership = of((room) => room.membership.value, "none");
  const roomId = ofLog((log) => log.roomId, null);
  const self = ofLog((log) => log.self?.id ?? null, null);
  const typing = computed(() => rooms.typing.value.get(name.value) ?? new Map<string, string>());
  const isIn = computed(() => membership.value === "joined" && connection.now.value.status === "connected");
  const presence = computed(() => {
    const log = here.value?.log;
    return presenceGroups({
      self: self.value,
      here: log && isIn.value ? log.people.value : [],
      typing: new Set(typing.value.keys()),
      elsewhere: others.value.flatMap((one) => heldBy(one) ?? []).filter((held) => held.roomId !== roomId.value),
    });
  });
  return {
    name,
    membership,
    /** An instance counts me as one of its members. */
    isIn,
    refusal: of((room) => room.refusal.value, null),
    firstUnread: of((room) => room.firstUnread.value, null),
    roomId,
    self,
    instance: ofLog((log) => log.instance, null),
    rows: ofLog((log) => log.rows(showVanished.value), NO_ROWS),
    older: ofLog((log) => log.older, "none"),
    /** The instance that accepted my newest message of those that this version holds; null: there is none. */
    acceptedBy: ofLog((log) => log.acceptedBy, null),
    vanishedCount: ofLog((log) => log.vanishedCount, 0),
    /** Show vanished messages and move dividers; off: what a user would see. */
    showVanished: showVanished as ReadonlySignal<boolean>,
    setShowVanished: (show: boolean) => void (showVanished.value = show),
    /** Nicknames of others who are typing now. */
    typing: computed(() => [...typing.value].filter(([id]) => id !== self.value).map(([, who]) => who)),
    presence,
  };
}

export type ActiveRoom = ReturnType<typeof createActiveRoom>;
