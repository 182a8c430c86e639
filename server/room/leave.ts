import { channelOf } from "../chat-io.ts";
import type { Handler } from "../handler.ts";

export const leaveRoom: Handler<"room:leave"> = async ({ socket, rooms, log }, { room }) => {
  const reply = await rooms.leave(socket.id, room);
  if (!reply.ok) return reply;

  await socket.leave(channelOf(room));
  socket.data.visits = socket.data.visits.filter((visit) => visit.room !== room);
  log.info({ room, roomId: reply.data.roomId }, "left");
  return { ok: true, data: { room } };
};
