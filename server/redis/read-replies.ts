import { createHash } from "node:crypto";
import type { Member, Message } from "../../protocol/events.ts";

/** A line of the history in Redis: `CHARACTERS ID JSON`. */
export function readMessage(line: string): Message {
  return JSON.parse(line.slice(line.indexOf(" ", line.indexOf(" ") + 1) + 1)) as Message;
}

/** Members as Redis keeps them, in the order in which they came. */
export function readMembers(members: readonly string[]): Member[] {
  return members
    .map((json) => JSON.parse(json) as Member & { came: number })
    .sort((a, b) => a.came - b.came)
    .map(({ id, name, tabs }) => ({ id, name, tabs }));
}

/** `HGETALL` of message ids and their sequence numbers: the ids in the order of the messages. */
export function readIds(flat: readonly string[]): string[] {
  const pairs = Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, Number(flat[2 * at + 1])] as const);
  return pairs.sort(([, a], [, b]) => a - b).map(([id]) => id);
}

/** The same messages in the same order have the same digest, in every store. */
export function digestOf(ids: readonly string[]): string {
  return createHash("sha256").update(ids.join("\n")).digest("base64url").slice(0, 16);
}
