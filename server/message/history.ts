import type { Handler } from "../handler.ts";

export const readHistory: Handler<"message:history"> = ({ socket, rooms }, { room, before, limit }) =>
  rooms.history(socket.id, room, before, limit);
