export interface SightingsState {
  /** Known instances, in natural order; the order of `marks()`. Mine is among them as soon as I am connected. */
  instances: readonly string[];
  /** The active room, once for each of `instances`. */
  versions: readonly RoomVersion[];
  verdict: Verdict;
  /** What was said in the room at other instances and never reached this window, instance by instance. */
  unheard: readonly Unheard[];
  /** Changes whenever a mark may have changed. */
  marksVersion: number;
  /** How the asking goes. `paused`: this window has been hidden for long. `failing`: no answers; see `problem`. */
  asking: "starting" | "running" | "paused" | "failing";
  problem: string | null;
}

export interface RoomVersion {
  instance: string;
  bootId: string | null;
  /** Mine: the instance that serves me. */
  isMine: boolean;
  /**
   * `silent`: not seen for ten seconds. `unseen`: known only from elsewhere, not asked yet. `dead`: the lab says that its
   * process has ended, and what it held in memory with it.
   */
  sight: "fresh" | "silent" | "unseen" | "dead";
  /** When this instance last answered; null when it has not. */
  seenAt: number | null;
  /** Whole seconds since then; refreshed about every second. */
  ageSeconds: number | null;
  status: "healthy" | "draining" | "degraded" | null;
  state: "memory" | "redis" | null;
  connections: number | null;
  /** Null: this instance has never heard of the room (or has not answered). */
  room: RoomFacts | null;
}

export interface RoomFacts {
  roomId: string;
  people: number;
  messages: number;
  lastMessage: { name: string; at: number } | null;
  /** The same version as mine (same room id). */
  sameVersion: boolean;
  /** Against mine: message ids it has and mine has not, and the other way round; null while not comparable. */
  messagesOnlyThere: number | null;
  messagesOnlyHere: number | null;
  /** Names, at most 50, `isHere` = in my version as well. */
  members: readonly { id: string; name: string; isHere: boolean; isYou: boolean }[];
}

/** Messages of another version of the room that this window has never had. What they say is not known here. */
export interface Unheard {
  instance: string;
  messages: number;
  /** There are more than so many. */
  isLeast: boolean;
  /** The newest message there, by that instance's clock. */
  lastMessage: { name: string; at: number };
}

export interface Mark {
  instance: string;
  /** `unknown`: not asked since, silent, or older than what it reports. */
  holds: "yes" | "no" | "unknown";
}

export interface Verdict {
  tone: "good" | "bad" | "unsure";
  /** Changes only when the story changes; announce on a change of kind, not of wording. */
  kind:
    | "looking"
    | "same"
    | "shared"
    | "alone"
    | "one-instance"
    | "split"
    | "silent"
    | "not-connected"
    | "no-session"
    | "degraded";
  sentence: string;
  detail: string;
}
