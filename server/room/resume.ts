import type { Reply } from "../../protocol/events.ts";
import { channelOf } from "../chat-io.ts";
import type { Context } from "../handler.ts";
import { refuse } from "./refuse.ts";

/**
 * Puts a recovered connection back into its rooms: Socket.IO restored its channels, the store had seen it leave. Where
 * that cannot be (the name was taken meanwhile, the room expired, the store did not answer), the client is told and has
 * to join again.
 */
export async function resumeRooms(context: Context): Promise<void> {
  const { socket, log } = context;
  const visits = socket.data.visits;
  socket.data.visits = [];
  for (const visit of visits) {
    const { room, roomId, who } = visit;
    const reply = await resume(context, visit);
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

/** Without an answer of the store nobody may go on believing that it is in the room. */
async function resume(
  { socket, rooms, instance, log }: Context,
  { room, roomId, who }: Context["socket"]["data"]["visits"][number],
): Promise<Reply<{ room: string }>> {
  try {
    return await rooms.resume(socket.id, who, room, roomId);
  } catch (err) {
    log.warn({ err, room }, "could not ask whether it may join again");
    return refuse("unavailable", `room: ${instance.name} could not put you back into #${room}`);
  }
}
