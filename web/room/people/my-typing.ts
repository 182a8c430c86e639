import { effect } from "@preact/signals-core";
import type { ChatConnection } from "../../connection/chat-connection.ts";
import type { ChatRooms } from "../chat-rooms.ts";

const EVERY_MS = 2_000;
const STOPS_MS = 4_000;

/** Tells the room that I am typing: not at each key, and not for longer than I do. */
export function createMyTyping(connection: ChatConnection, rooms: ChatRooms) {
  /** Where it was told, and when. */
  let told: { room: string; at: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const forget = () => {
    told = null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const stop = () => {
    const where = told?.room;
    forget();
    if (where !== undefined && connection.isConnected && rooms.get(where)) {
      void connection.ask("typing:set", { room: where, typing: false });
    }
  };
  const stopInOtherRoom = effect(() => {
    const room = rooms.active.value?.log.room;
    if (told && told.room !== room) stop();
  });
  return {
    /** At each keystroke. */
    typed(hasText: boolean): void {
      const here = rooms.active.value;
      if (!here || !connection.isConnected || here.membership.value !== "joined") return;
      if (!hasText) return stop();
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(stop, STOPS_MS);
      const { room } = here.log;
      if (told && told.room === room && Date.now() - told.at < EVERY_MS) return;
      told = { room, at: Date.now() };
      void connection.ask("typing:set", { room, typing: true });
    },
    /** The text was sent, which says it all. */
    sent: forget,
    close() {
      stopInOtherRoom();
      forget();
    },
  };
}
