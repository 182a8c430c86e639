import type { Holds } from "./message-mark.ts";

/** How many of the people in a room can see a message: those whom an instance that holds it serves. */
export interface Reach {
  seenBy: number;
  people: number;
}

/**
 * @param holders For each living instance, whether it holds the message, and the ids of those who are in its version.
 * @returns null while something is not known, and where there is nobody but the sender.
 */
export function reach(holders: readonly { holds: Holds; members: readonly string[] }[]): Reach | null {
  if (holders.some(({ holds }) => holds === "unknown")) return null;
  const people = new Set(holders.flatMap(({ members }) => members));
  const seenBy = new Set(holders.filter(({ holds }) => holds === "yes").flatMap(({ members }) => members));
  return people.size < 2 ? null : { seenBy: seenBy.size, people: people.size };
}
