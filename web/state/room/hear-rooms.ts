import type { Message, RoomSummary } from "../../../protocol/events.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { OpenRoom } from "./open-room.ts";
import type { RoomLog } from "./room-log.ts";
import type { TypingPeople } from "./typing-people.ts";

export interface RoomsHeard {
  rooms: ReadonlyMap<string, OpenRoom>;
  typing: TypingPeople;
  onMessage(message: Message, here: OpenRoom): void;
  onListed(rooms: readonly RoomSummary[]): void;
  /** A recovered connection was not put back into this room. */
  onNotBack(room: string): void;
  /** Something that is kept and shown has changed. */
  touched(): void;
  /** Something that is only shown has changed. */
  changed(): void;
}

/** Hears what the instance tells of rooms without being asked. What belongs to another version is not mine. */
export function hearRooms(connection: ChatConnection, heard: RoomsHeard): void {
  const { rooms, typing, touched, changed } = heard;
  const inVersion = (room: string, roomId: string, then: (log: RoomLog) => void) => {
    const here = rooms.get(room);
    if (!here || here.log.roomId !== roomId) return;
    then(here.log);
    touched();
  };

  connection.on("message:sent", (message) => {
    const here = rooms.get(message.room);
    if (!here?.log.take(message, Date.now())) return;
    typing.leave(message.room, message.member);
    heard.onMessage(message, here);
    touched();
  });
  connection.on("member:joined", ({ room, roomId, member, at }) =>
    inVersion(room, roomId, (log) => log.memberJoined(member, at)),
  );
  connection.on("member:updated", ({ room, roomId, member }) =>
    inVersion(room, roomId, (log) => log.memberUpdated(member)),
  );
  connection.on("member:left", ({ room, roomId, member, why, at }) =>
    inVersion(room, roomId, (log) => {
      typing.leave(room, member.id);
      log.memberLeft(member, why, at);
    }),
  );
  connection.on("typing:changed", ({ room, member, name, typing: is }) => {
    typing.set(room, member, name, is, Date.now());
    changed();
  });
  connection.on("room:listed", (list) => {
    heard.onListed(list.rooms);
    changed();
  });
  connection.on("request:refused", ({ event, room }) => {
    if (event === "room:join" && room !== undefined && rooms.has(room)) heard.onNotBack(room);
  });
}
