import type { Handler } from "../handler.ts";

export const listRooms: Handler<"room:list"> = async ({ rooms, settings }) => ({
  ok: true,
  data: { rooms: await rooms.list(settings.listedRooms) },
});
