import { compareInstances } from "../instance/compare-instances.ts";
import type { Sighting } from "./sightings-book.ts";

/** Messages of another version of the room that this window has never had. What they say is not known here. */
export interface Unheard {
  instance: string;
  messages: number;
  /** There are more than so many. */
  isLeast: boolean;
  /** The newest message there, by that instance's clock. */
  lastMessage: { name: string; at: number };
}

/**
 * What was said at other instances in versions of the room that are not mine, and never reached this window. An instance
 * tells the ids of its newest messages, never their text.
 * @param knows whether this window has, or once had, a message.
 */
export function unheard(
  others: readonly Sighting[],
  myRoomId: string | null,
  knows: (messageId: string) => boolean,
): Unheard[] {
  const inOrder = others.toSorted((a, b) => compareInstances(a.instance, b.instance));
  return inOrder.flatMap(({ instance, room }) => {
    if (!room?.report.lastMessage || room.report.id === myRoomId) return [];
    const { report, ids } = room;
    let messages = 0;
    for (const id of ids) if (!knows(id)) messages++;
    if (messages === 0) return [];
    const { name, at } = report.lastMessage!;
    return [{ instance, messages, isLeast: report.messageCount > ids.size, lastMessage: { name, at } }];
  });
}
