import type { Logger } from "pino";
import type { ChatServer } from "../chat-io.ts";
import { roomsWithin, type NoteCut } from "../message/answer-bytes.ts";
import type { Settings } from "../settings/settings.ts";
import type { RoomStore } from "./room-store.ts";

/** Tells every connection the list of rooms after it changed: not at once but once for all changes of a while. */
export function createRoomListAnnouncer(
  io: ChatServer,
  rooms: () => RoomStore,
  settings: Pick<Settings, "roomListMs" | "listedRooms" | "listBytes">,
  noteCut: NoteCut,
  log: Logger,
) {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function announce() {
    timer = undefined;
    const all = await rooms().list(settings.listedRooms);
    const list = roomsWithin(all, settings.listBytes);
    noteCut("room:listed", list.length, all.length);
    if (!isClosed) io.local.emit("room:listed", { rooms: list });
  }

  return {
    changed: (): void => {
      if (isClosed || timer) return;
      // One list goes to everyone: a longer while with more connections keeps it under a thousand packets a second.
      const delayMs = Math.max(settings.roomListMs, io.of("/").sockets.size);
      timer = setTimeout(() => {
        announce().catch((err: unknown) => log.error({ err }, "room list failed"));
      }, delayMs).unref();
    },
    close: (): void => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
