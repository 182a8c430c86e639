import { channelOf } from "../chat-io.ts";
import type { Context } from "../handler.ts";

/**
 * Puts a recovered connection back into its rooms: Socket.IO restored its channels, the store had seen it leave. Where
 * that cannot be (the name was taken meanwhile, the room expired), the client is told and has to join again.
 */
export async function resumeRooms({ socket, rooms, log }: Context): Promise<void> {
  const visits = socket.data.visits;
  socket.data.visits = [];
  for (const visit of visits) {
    const { room, roomId, who } = visit;
    const reply = await rooms.resume(socket.id, who, room, roomId);
    if (reply.ok) {
      socket.data.visits.push(visit);
      log.info({ room, roomId, member: who.id, name: who.name }, "joined again");
      continue;
    }
    await socket.leave(channelOf(room));
    socket.emit("request:refused", { event: "room:join", room, ...reply });
    log.info({ room, roomId, code: reply.code }, "could not join again");
  }
}
