import type { ChatConnection } from "../connection/chat-connection.ts";
import type { ChatRooms } from "./chat-rooms.ts";

const EVERY_MS = 2_000;
const STOPS_MS = 4_000;

/** Tells the room that I am typing: not at each key, and not for longer than I do. */
export interface MyTyping {
  /** At each keystroke. */
  typed(hasText: boolean): void;
  /** I left what I was writing. */
  stop(): void;
  /** The text was sent, which says it all. */
  sent(): void;
  close(): void;
}

export function createMyTyping(connection: ChatConnection, rooms: ChatRooms): MyTyping {
  let toldAt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const forget = () => {
    toldAt = 0;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const stop = () => {
    const wasTold = toldAt !== 0;
    forget();
    const here = rooms.active;
    if (!wasTold || !here || !connection.isConnected) return;
    void connection.ask("typing:set", { room: here.log.room, typing: false });
  };
  return {
    typed(hasText) {
      const here = rooms.active;
      if (!here || !connection.isConnected || here.membership !== "joined") return;
      if (!hasText) return stop();
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(stop, STOPS_MS);
      if (Date.now() - toldAt < EVERY_MS) return;
      toldAt = Date.now();
      void connection.ask("typing:set", { room: here.log.room, typing: true });
    },
    stop,
    sent: forget,
    close: forget,
  };
}
