import { createHash } from "node:crypto";
import type { Message } from "../../protocol/events.ts";

/** The newest messages of one version of a room. Their sequence numbers follow one another without a hole. */
export interface RoomHistory {
  /** The newest sequence number; 0 before the first message. */
  readonly seq: number;
  readonly size: number;
  readonly last: Message | undefined;
  /** The message with this client-made id, while it is kept. */
  find(id: string): Message | undefined;
  add(message: Message): void;
  /** At most `limit` messages with sequence numbers below `seq`, oldest first. */
  before(seq: number, limit: number): Message[];
  /** The messages with sequence numbers above `seq`, oldest first, and whether older ones of those are gone. */
  after(seq: number): { messages: Message[]; gap: boolean };
  /** A digest of the kept ids in their order; costs nothing while nothing changes. */
  digest(): string;
}

/** Keeps `messages` messages and `characters` characters of text, but always the newest message. */
export function createRoomHistory(limits: { messages: number; characters: number }): RoomHistory {
  const kept: Message[] = [];
  const byId = new Map<string, Message>();
  let seq = 0;
  let characters = 0;
  let digest: string | null = null;
  const oldest = () => seq - kept.length + 1;
  // Sequence numbers without holes make every look-up an index.
  const indexOf = (wanted: number) => Math.min(Math.max(wanted - oldest(), 0), kept.length);

  return {
    get seq() {
      return seq;
    },
    get size() {
      return kept.length;
    },
    get last() {
      return kept.at(-1);
    },
    find: (id) => byId.get(id),
    add: (message) => {
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
    before: (wanted, limit) => {
      const end = indexOf(wanted);
      return kept.slice(Math.max(0, end - limit), end);
    },
    after: (seen) => ({ messages: kept.slice(indexOf(seen + 1)), gap: seen + 1 < oldest() }),
    digest: () => {
      digest ??= createHash("sha256")
        .update(kept.map((message) => message.id).join("\n"))
        .digest("base64url")
        .slice(0, 16);
      return digest;
    },
  };
}
