import { createHash } from "node:crypto";
import type { Message } from "../../protocol/events.ts";

export type RoomHistory = ReturnType<typeof createRoomHistory>;

/**
 * The newest messages of one version of a room, whose sequence numbers follow one another without a hole. Keeps
 * `messages` messages and `characters` characters of text, but always the newest message.
 */
export function createRoomHistory(limits: { messages: number; characters: number }) {
  const kept: Message[] = [];
  const byId = new Map<string, Message>();
  let seq = 0;
  let characters = 0;
  let digest: string | null = null;
  const oldest = () => seq - kept.length + 1;
  // Sequence numbers without holes make every look-up an index.
  const indexOf = (wanted: number) => Math.min(Math.max(wanted - oldest(), 0), kept.length);

  return {
    /** The newest sequence number; 0 before the first message. */
    get seq() {
      return seq;
    },
    get size() {
      return kept.length;
    },
    get last() {
      return kept.at(-1);
    },
    /** The message with this client-made id, while it is kept. */
    find: (id: string): Message | undefined => byId.get(id),
    add: (message: Message): void => {
      seq = message.seq;
      kept.push(message);
      byId.set(message.id, message);
      characters += message.text.length;
      while (kept.length > 1 && (kept.length > limits.messages || characters > limits.characters)) {
        const dropped = kept.shift() as Message;
        byId.delete(dropped.id);
        characters -= dropped.text.length;
      }
      digest = null;
    },
    /** At most `limit` messages with sequence numbers below `wanted`, oldest first. */
    before: (wanted: number, limit: number): Message[] => {
      const end = indexOf(wanted);
      return kept.slice(Math.max(0, end - limit), end);
    },
    /** The messages with sequence numbers above `seen`, oldest first, and whether older ones of those are gone. */
    after: (seen: number): { messages: Message[]; gap: boolean } => ({
      messages: kept.slice(indexOf(seen + 1)),
      gap: seen + 1 < oldest(),
    }),
    /** A digest of the kept ids in their order; costs nothing while nothing changes. */
    digest: (): string => {
      digest ??= createHash("sha256")
        .update(kept.map((message) => message.id).join("\n"))
        .digest("base64url")
        .slice(0, 16);
      return digest;
    },
  };
}
