import type { TransportChoice } from "../connection/connection.ts";

export interface PageUrl {
  room: string;
  name: string;
  transport: TransportChoice;
  /** The scene of the story that the address names, from 1; null: none. */
  scene: number | null;
}

const CHOICES: readonly string[] = ["default", "websocket", "polling"];

/** Reads `?room=lobby&name=Ada&transport=polling&scene=4`; what is absent or unknown is empty, `auto` or null. */
export function readPageUrl(search: string): PageUrl {
  const query = new URLSearchParams(search);
  const transport = query.get("transport") ?? "";
  return {
    room: cleanRoomName(query.get("room") ?? ""),
    name: (query.get("name") ?? "").trim(),
    transport: CHOICES.includes(transport) ? (transport as TransportChoice) : "auto",
    scene: /^[1-7]$/.test(query.get("scene") ?? "") ? Number(query.get("scene")) : null,
  };
}

/** The same address with this room and transport, to be shared: without a nickname. */
export function writePageUrl(href: string, shared: { room: string; transport: TransportChoice }): string {
  const url = new URL(href);
  url.searchParams.delete("name");
  if (shared.room) url.searchParams.set("room", shared.room);
  if (shared.transport === "auto") url.searchParams.delete("transport");
  else url.searchParams.set("transport", shared.transport);
  return url.href;
}

/** As the server makes it normal: no `#` in front, no spaces around. */
export function cleanRoomName(room: string): string {
  return room.normalize("NFC").trim().replace(/^#/, "").trim();
}
