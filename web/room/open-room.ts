import { signal } from "@preact/signals-core";
import type { RefusalCode } from "../../protocol/events.ts";
import type { SeenRoom } from "./messages/move-block.ts";
import { createRoomLog } from "./messages/room-log.ts";

/** `refused`: this instance did not let me (back) in. `left`: by my own wish; nothing of it matters any more. */
export type Membership = "none" | "joining" | "joined" | "refused" | "left";

/** A room that this window is in, or wants to be in. */
export function createOpenRoom(room: string, seen: SeenRoom | null) {
  return {
    log: createRoomLog(room, seen),
    membership: signal<Membership>("none"),
    /** Why this instance did not let me in. */
    refusal: signal<{ code: RefusalCode | "no-answer"; sentence: string } | null>(null),
    /** How many answers to a joining are on their way; what is heard meanwhile may be newer than they are. */
    asking: 0,
    /** What was heard meanwhile, to be heard again after the answer. */
    early: [] as (() => void)[],
    unread: signal(0),
    /** Key of the first message that came while nobody was looking. */
    firstUnread: signal<string | null>(null),
  };
}

export type OpenRoom = ReturnType<typeof createOpenRoom>;
