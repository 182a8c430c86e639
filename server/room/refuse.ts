import type { Refusal, RefusalCode } from "../../protocol/events.ts";
import type { Identity } from "../member/identify.ts";
import type { RoomLimits } from "./room-store.ts";

export function refuse(code: RefusalCode, message: string): Refusal {
  return { ok: false, code, message };
}

export function notJoined(room: string, instance: string): Refusal {
  return refuse("not-joined", `room: you are not in #${room} on ${instance}`);
}

/** Why somebody may not come into a room, in the same words for every store. */
export function joinRefusal(
  code: RefusalCode,
  about: { room: string; instance: string; who: Identity; limits: RoomLimits },
): Refusal {
  const { room, instance, who, limits } = about;
  const words: Partial<Record<RefusalCode, string>> = {
    "too-many-rooms": `room: you are in ${limits.roomsPerClient} rooms, which is as many as allowed`,
    "instance-full": `room: ${instance} holds ${limits.roomsPerInstance} rooms and takes no other`,
    "rate-limited": `room: #${room} does not exist, and you have created too many rooms in a short time`,
    "name-taken": `name: somebody in #${room} on ${instance} is called "${who.name}" already`,
    "room-full": `room: #${room} on ${instance} holds ${limits.membersPerRoom} people and takes no other`,
    "not-joined": `room: #${room} is another version on ${instance} now`,
  };
  return refuse(code, words[code] ?? `room: #${room} cannot be joined`);
}
