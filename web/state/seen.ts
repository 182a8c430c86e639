import type { Member } from "../../protocol/events.ts";
import type { ShownMessage } from "./chat.ts";

/** What a window saw of a room, so that after a reload it can say what vanished. */
export interface Seen {
  roomId: string;
  instance: string;
  messages: ShownMessage[];
  members: Member[];
}

export function loadSeen(room: string): Seen | null {
  const text = sessionStorage.getItem(`seen:${room}`);
  return text === null ? null : (JSON.parse(text) as Seen);
}

export function saveSeen(room: string, seen: Seen): void {
  sessionStorage.setItem(`seen:${room}`, JSON.stringify(seen));
}
