import type { Member, RefusalCode } from "../../../protocol/events.ts";
import type { Row } from "./row.ts";

export interface RoomState {
  /** The active room; empty before the first join. */
  room: string;
  /** `refused`: this instance did not let me (back) in; say `refusal` and offer another nickname or leaving. */
  membership: "none" | "joining" | "joined" | "refused";
  refusal: { code: RefusalCode | "no-answer"; sentence: string } | null;
  /** The version of the room I am in, and the instance that holds it. */
  roomId: string | null;
  instance: string | null;
  /** Me as others see me. */
  self: Member | null;
  /** What the message list shows, oldest first. At most `MAX_ROWS` messages; older ones come again by `loadOlder`. */
  rows: readonly Row[];
  /** These rows differ from the last ones by older messages put before them. */
  prepended: boolean;
  /** Where older messages stand. */
  older: "available" | "loading" | "none";
  /** Row key of the first message that came while I was not looking; null when there is none. */
  firstUnreadKey: string | null;
  /** Nicknames of others who are typing now. */
  typing: readonly string[];
  /** Show vanished messages and move dividers; off = what a user would see. */
  showVanished: boolean;
  /** Vanished messages the page still knows of in this room. */
  vanishedCount: number;
  /** People in my version of the room: me first, then by name. */
  withYou: readonly PersonHere[];
  /** People other instances hold and mine does not, by name; my own ghosts last (`isYou`). */
  outOfSight: readonly PersonElsewhere[];
}

export interface PersonHere {
  id: string;
  name: string;
  tabs: number;
  isYou: boolean;
  typing: boolean;
}

export interface PersonElsewhere {
  id: string;
  name: string;
  /** The instances that count this person. */
  instances: readonly string[];
  /** It is me: "you, still counted on chat-1". */
  isYou: boolean;
}
