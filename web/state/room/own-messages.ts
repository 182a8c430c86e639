import type { Message } from "../../../protocol/events.ts";
import type { Delivery, DisplayMessage } from "./delivery.ts";

const MAX_PENDING = 200;

export interface PendingMessage {
  message: DisplayMessage;
  delivery: Delivery;
}

/** How each of my own messages of this window stands: first those that are on their way, then those in the room. */
export interface OwnMessages {
  /** Messages that are not in the room (yet), oldest first. */
  readonly pending: ReadonlyMap<string, PendingMessage>;
  /** False when too many are on their way. */
  pend(message: DisplayMessage, delivery: Delivery): boolean;
  /** How a message that is on its way stands. False: it is not. */
  settle(id: string, delivery: Delivery): boolean;
  discard(id: string): boolean;
  /** It is in the room: whatever was said of it before, it is accepted. */
  arrived(message: Message): void;
  /** How long an accepted one took is known only later. */
  note(id: string, delivery: Delivery): void;
  /** Of a message in the room; null for those of others and of other windows. */
  deliveryOf(id: string): Delivery | null;
  forget(messages: readonly Message[]): void;
}

export function createOwnMessages(): OwnMessages {
  const pending = new Map<string, PendingMessage>();
  const settled = new Map<string, Delivery>();
  return {
    pending,
    pend(message, delivery) {
      if (pending.size >= MAX_PENDING && !pending.has(message.id)) return false;
      pending.set(message.id, { message, delivery });
      return true;
    },
    settle(id, delivery) {
      const one = pending.get(id);
      if (one) pending.set(id, { ...one, delivery });
      return one !== undefined;
    },
    discard: (id) => pending.delete(id),
    arrived({ id, instance }) {
      if (pending.delete(id)) settled.set(id, { state: "accepted", instance, tookMs: null });
    },
    note: (id, delivery) => void settled.set(id, delivery),
    deliveryOf: (id) => settled.get(id) ?? null,
    forget(messages) {
      for (const { id } of messages) settled.delete(id);
    },
  };
}
