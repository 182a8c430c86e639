import type { Message, RoomSummary } from "../../protocol/events.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { HoleMender } from "./mend-holes.ts";
import type { RoomLog } from "./messages/room-log.ts";
import type { OpenRoom } from "./open-room.ts";
import type { TypingPeople } from "./people/typing-people.ts";

/** More than this in the time of one answer, and the hole is mended later. */
const MAX_EARLY = 1_000;

export interface RoomsHeard {
  get(room: string): OpenRoom | undefined;
  typing: TypingPeople;
  holes: Pick<HoleMender, "look">;
  onMessage(message: Message, here: OpenRoom): void;
  onListed(rooms: readonly RoomSummary[]): void;
  /** A recovered connection was not put back into this room. */
  onNotBack(room: string): void;
  /** What is kept over a reload has changed. */
  onKept(): void;
}

/** Hears what the instance tells of rooms without being asked. What belongs to another version is not mine. */
export function hearRooms(connection: ChatConnection, heard: RoomsHeard): void {
  const { get, typing } = heard;
  const later = ({ early }: OpenRoom, hear: () => void) => {
    early.push(hear);
    if (early.length > MAX_EARLY) early.shift();
  };
  const inVersion = (room: string, roomId: string, then: (log: RoomLog) => void) => {
    const here = get(room);
    if (!here) return;
    if (here.asking > 0) return later(here, () => inVersion(room, roomId, then));
    if (here.log.roomId !== roomId) return;
    then(here.log);
    heard.onKept();
  };

  const hear = (message: Message) => {
    const here = get(message.room);
    if (!here) return;
    if (here.asking > 0 && here.log.roomId !== message.roomId) return later(here, () => hear(message));
    const isNew = here.log.take(message, Date.now());
    heard.holes.look(here);
    if (!isNew) return;
    typing.leave(message.room, message.member);
    heard.onMessage(message, here);
    heard.onKept();
  };
  connection.on("message:sent", hear);
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
  connection.on("typing:changed", ({ room, member, name, typing: is }) => typing.set(room, member, name, is));
  connection.on("room:listed", (list) => heard.onListed(list.rooms));
  connection.on("request:refused", ({ event, room }) => {
    if (event === "room:join" && room !== undefined && get(room)) heard.onNotBack(room);
  });
}
