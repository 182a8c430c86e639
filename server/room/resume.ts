import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "../../protocol/events.ts";
import { channelOf } from "../chat-io.ts";
import type { Context } from "../handler.ts";
import { refuse } from "./refuse.ts";

const TRIES = 6;
const PAUSE_MS = 300;

/**
 * Puts a connection back into its rooms, where its channels are still open: after Socket.IO recovered it, or after the
 * store forgot its seats. Where that cannot be (the name was taken meanwhile, the room expired, the store stays away),
 * the client is told and has to join again.
 */
export async function resumeRooms(context: Context): Promise<void> {
  const { socket, log } = context;
  for (const visit of socket.data.visits) {
    const { room, roomId, who } = visit;
    const reply = await resume(context, visit);
    if (reply.ok) {
      log.info({ room, roomId, member: who.id, name: who.name }, "joined again");
      continue;
    }
    socket.data.visits = socket.data.visits.filter((other) => other !== visit);
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
  for (let left = TRIES; ;) {
    try {
      const reply = await rooms.resume(socket.id, who, room, roomId);
      if (reply.ok || reply.code !== "unavailable") return reply;
    } catch (err) {
      log.warn({ err, room }, "could not ask whether it may join again");
    }
    left -= 1;
    if (left === 0 || !socket.connected) break;
    // Not everybody at the same moment.
    await sleep(PAUSE_MS * (0.5 + Math.random()), undefined, { ref: false });
  }
  return refuse("unavailable", `room: ${instance.name} could not put you back into #${room}`);
}
