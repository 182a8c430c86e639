import { channelOf } from "../chat-io.ts";
import type { Handler } from "../handler.ts";
import { refuse } from "../room/refuse.ts";

export const setTyping: Handler<"typing:set"> = async ({ socket, rooms, instance }, { room, typing }) => {
  const member = await rooms.memberOf(socket.id, room);
  if (!member) return refuse("not-joined", `room: you are not in #${room} on ${instance.name}`);

  socket.to(channelOf(room)).emit("typing:changed", { room, member: member.id, name: member.name, typing });
  return { ok: true, data: { room } };
};
