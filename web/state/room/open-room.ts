import type { RoomLog } from "./room-log.ts";
import type { RoomState } from "./room-state.ts";

/** A room that this window is in, or wants to be in. */
export interface OpenRoom {
  log: RoomLog;
  membership: RoomState["membership"];
  refusal: RoomState["refusal"];
  /** How many answers to a joining are on their way; what is heard meanwhile may be newer than they are. */
  asking: number;
  /** What was heard meanwhile, to be heard again after the answer. */
  early: (() => void)[];
  unread: number;
  /** Key of the first message that came while nobody was looking. */
  firstUnreadKey: string | null;
}
