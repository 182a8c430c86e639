import type { Message } from "../../../protocol/events.ts";

/** A move of this window from one version of a room to another, or of one version between instances. */
export interface MoveBlock {
  key: string;
  at: number;
  cause: "moved" | "restarted" | "expired";
  from: string;
  to: string;
  /** Stands after the message with this number of the version that I am in. */
  afterSeq: number;
  /** What the window saw and its version does not hold, oldest first: the newest of them, as many as are kept. */
  vanished: readonly Message[];
  messagesGone: number;
  peopleGone: number;
  /** At most ten. */
  names: readonly string[];
  messagesBack: number;
  /** Both sides are the same version of the room. */
  sameVersion: boolean;
}

/** What a window saw of a room, in the version that it was in last. Kept over a reload. */
export interface SeenRoom {
  roomId: string;
  instance: string;
  bootId: string | null;
  /** The newest number it saw. */
  seq: number;
  /** The newest messages of that version, oldest first, without a gap. */
  messages: readonly Message[];
  /** How many messages of that version it held; `messages` may be fewer. */
  held: number;
  /** The others in the room. */
  others: readonly { id: string; name: string }[];
  /** Earlier moves, whose vanished messages are still remembered. */
  blocks: readonly MoveBlock[];
}
