import type { Connection } from "../connection/connection-state.ts";
import type { OpenRoom } from "../room/open-room.ts";
import type { MyVersion } from "./room-versions.ts";

/** The version of the active room that I am in; null while I am in none. */
export function myVersion(here: OpenRoom | null, connection: Connection): MyVersion | null {
  const { status, instance, bootId, state } = connection;
  if (!here || here.membership !== "joined" || status !== "connected" || instance === null) return null;
  const { log } = here;
  if (log.roomId === null) return null;
  return {
    instance,
    bootId,
    state,
    roomId: log.roomId,
    self: log.self?.id ?? null,
    members: log.members,
    messages: log.size,
    lastMessage: log.lastMessage,
    holds: log.holds,
  };
}
