import type { Place } from "./person-event.ts";

/** What one window shows: each message of a version of the room once, at its number. */
interface ShownMessages {
  /** What it names as seen last when it comes back: the version, and the number up to which nothing is missing. */
  lastSeen(): { roomId: string; seq: number } | null;
  /** The number after which something is missing although later numbers are there; null: no hole. */
  hole(): number | null;
  /** An answer to joining: from then on this is the version, and up to this number nothing else can be had. */
  joined(roomId: string, isSame: boolean, seq: number): void;
  /** False: it is shown already. */
  show(message: string, place: Place): boolean;
}

export function createShownMessages(): ShownMessages {
  const shown = new Set<string>();
  let roomId: string | null = null;
  let complete = 0;
  /** Numbers beyond the hole. */
  const beyond = new Set<number>();
  const advance = () => {
    while (beyond.delete(complete + 1)) complete += 1;
  };
  return {
    lastSeen: () => (roomId === null ? null : { roomId, seq: complete }),
    hole: () => (beyond.size > 0 ? complete : null),
    joined(version, isSame, seq) {
      if (!isSame) {
        roomId = version;
        complete = 0;
        beyond.clear();
      }
      complete = Math.max(complete, seq);
      for (const number of beyond) if (number <= complete) beyond.delete(number);
      advance();
    },
    show(message, place) {
      const key = `${place.roomId} ${place.seq} ${message}`;
      if (shown.has(key)) return false;
      shown.add(key);
      if (place.roomId === roomId && place.seq > complete) {
        beyond.add(place.seq);
        advance();
      }
      return true;
    },
  };
}
