import type { Handler } from "../handler.ts";
import { refuse } from "../room/refuse.ts";

export const sendMessage: Handler<"message:send"> = async ({ socket, rooms, instance, settings, log }, request) => {
  const { room, id, text } = request;
  if (instance.status === "draining") return refuse("draining", `${instance.name} is stopping`);

  const reply = await rooms.send(socket.id, room, { id, text });
  if (!reply.ok) return reply;

  const { message, repeated } = reply.data;
  const logged = { room, roomId: message.roomId, id, seq: message.seq, characters: text.length, repeated };
  log.info(settings.logText ? { ...logged, text } : logged, "message");
  return reply;
};
