import type { Delivery, DisplayMessage } from "./delivery.ts";

/** `key` is unique and stable; use it for React and for the virtualised list. */
export type Row = DayRow | MessageRow | NoticeRow | MoveRow | GapRow;

export interface DayRow {
  kind: "day";
  key: string;
  /** Any moment of that day; write it in the reader's own time zone. */
  at: number;
}

export interface MessageRow {
  kind: "message";
  key: string;
  message: DisplayMessage;
  own: boolean;
  /** First of a run by one person: show name, time and instance. */
  startsGroup: boolean;
  /** Seen by this window in another version of the room; the version I am in does not hold it. */
  vanished: boolean;
  /** Only on my own messages of this window. */
  delivery: Delivery | null;
}

export interface NoticeRow {
  kind: "notice";
  key: string;
  at: number;
  what: "joined" | "left" | "disconnected";
  /** At most three; `count` is how many in all. */
  names: readonly string[];
  count: number;
  /** "Ada and Bo joined" */
  sentence: string;
}

/** I came to another instance or another version. The vanished messages stand above it. */
export interface MoveRow {
  kind: "move";
  key: string;
  at: number;
  /** `restarted`: same instance, new memory. `expired`: same instance, it had forgotten the empty room. */
  cause: "moved" | "restarted" | "expired";
  from: string;
  to: string;
  messagesGone: number;
  peopleGone: number;
  /** Names of people gone, at most ten. */
  names: readonly string[];
  /** Messages that had vanished and are here again. */
  messagesBack: number;
  /** "You moved chat-1 → chat-2: 4 messages and 2 people are gone" */
  sentence: string;
  tone: "good" | "bad" | "info";
}

/** Messages between here and there are no longer kept by the instance. */
export interface GapRow {
  kind: "gap";
  key: string;
  sentence: string;
}
