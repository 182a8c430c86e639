import type { RoomLog } from "./room-log.ts";
import type { RoomState } from "./room-state.ts";

/** A room that this window is in, or wants to be in. */
export interface OpenRoom {
  log: RoomLog;
  membership: RoomState["membership"];
  refusal: RoomState["refusal"];
  unread: number;
  /** Key of the first message that came while nobody was looking. */
  firstUnreadKey: string | null;
}
