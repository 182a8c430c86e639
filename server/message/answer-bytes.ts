import type { Member, Message, RoomSummary } from "../../protocol/events.ts";

/** What the fields of a message, member or room cost besides their texts. */
const FIELDS_BYTES = 250;

const messageBytes = ({ text, name, room }: Message) =>
  FIELDS_BYTES + Buffer.byteLength(text) + Buffer.byteLength(name) + Buffer.byteLength(room);

/** What makes an answer long. */
export interface LongAnswer {
  messages?: readonly Message[];
  members?: readonly Member[];
  rooms?: readonly RoomSummary[];
}

/** What may be cut to ANSWER_BYTES or LIST_BYTES: answers by their event, the announced list, the report over HTTP. */
export const CUT_ANSWERS = ["room:join", "message:history", "room:list", "room:listed", "report"] as const;

/** Told how many messages or rooms are left of how many, whether or not anything was cut. */
export type NoteCut = (what: (typeof CUT_ANSWERS)[number], kept: number, of: number) => void;

/** About how many bytes this part of an answer has as JSON. */
export function answerBytes(data: LongAnswer): number {
  let bytes = 0;
  for (const message of data.messages ?? []) bytes += messageBytes(message);
  for (const { name } of data.members ?? []) bytes += 60 + Buffer.byteLength(name);
  for (const { room } of data.rooms ?? []) bytes += 100 + Buffer.byteLength(room);
  return bytes;
}

/** The newest of these messages that fit into about `maxBytes`; the newest one always. */
export function newestWithin(messages: readonly Message[], maxBytes: number): Message[] {
  let bytes = 0;
  let from = messages.length;
  while (from > 0) {
    bytes += messageBytes(messages[from - 1]!);
    if (bytes > maxBytes && from < messages.length) break;
    from -= 1;
  }
  return messages.slice(from);
}

/** The first of these rooms that fit into about `maxBytes`. */
export function roomsWithin<T extends { room: string }>(rooms: readonly T[], maxBytes: number): T[] {
  let bytes = 0;
  const end = rooms.findIndex(({ room }) => (bytes += 100 + Buffer.byteLength(room)) > maxBytes);
  return end === -1 ? [...rooms] : rooms.slice(0, end);
}
