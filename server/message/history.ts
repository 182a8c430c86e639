import type { Handler } from "../handler.ts";
import { newestWithin } from "./answer-bytes.ts";

export const readHistory: Handler<"message:history"> = async ({ socket, rooms, settings, noteCut }, request) => {
  const reply = await rooms.history(socket.id, request.room, request.before, request.limit);
  if (!reply.ok) return reply;

  const messages = newestWithin(reply.data.messages, settings.answerBytes);
  noteCut("message:history", messages.length, reply.data.messages.length);
  const more = reply.data.more || messages.length < reply.data.messages.length;
  return { ok: true, data: { ...reply.data, messages, more } };
};
