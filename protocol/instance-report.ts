/** A member of a room as an instance reports it. */
export interface ReportedMember {
  id: string;
  name: string;
}

/** One instance's version of a room. */
export interface RoomReport {
  room: string;
  /** Random, made when this instance created the room. */
  id: string;
  members: ReportedMember[];
  /** Ids of the newest messages, oldest first, up to the instance's limit. */
  messageIds: string[];
  /** How many messages it holds; more than `messageIds.length` when the limit cut the list. */
  messageCount: number;
  /** Equal digests: the same messages in the same order. */
  digest: string;
  /** The newest message, without its text. */
  lastMessage: { id: string; name: string; at: number } | null;
}

/**
 * `GET /api/instance[?room=NAME]`: what the instance that answers believes. Asked without credentials, each request
 * reaches the instance whose turn it is.
 */
export interface InstanceReport {
  instance: string;
  hostname: string;
  bootId: string;
  state: "memory" | "redis";
  /** `degraded`: its store, elsewhere, cannot be reached. */
  status: "healthy" | "draining" | "degraded";
  /** Milliseconds since 1970. */
  startedAt: number;
  now: number;
  connections: number;
  /**
   * With `?room=`, that room only (or none, when this instance has never heard of it). The answer has status 503, and no
   * rooms, when its store cannot tell.
   */
  rooms: RoomReport[];
  /** The lab's control API, where there is one. */
  controlUrl: string | null;
}
