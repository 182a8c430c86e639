import type { Message } from "../../../protocol/events.ts";
import type { Delivery, DisplayMessage } from "./delivery.ts";

const MAX_PENDING = 200;

export interface PendingMessage {
  message: DisplayMessage;
  delivery: Delivery;
}

/** How each of my own messages of this window stands: first those that are on their way, then those in the room. */
export function createOwnMessages() {
  /** Messages that are not in the room (yet), oldest first. */
  const pending = new Map<string, PendingMessage>();
  const settled = new Map<string, Delivery>();
  return {
    pending: pending as ReadonlyMap<string, PendingMessage>,
    /** False when too many are on their way. */
    pend(message: DisplayMessage, delivery: Delivery): boolean {
      if (pending.size >= MAX_PENDING && !pending.has(message.id)) return false;
      pending.set(message.id, { message, delivery });
      return true;
    },
    /** How a message that is on its way stands. False: it is not. */
    settle(id: string, delivery: Delivery): boolean {
      const one = pending.get(id);
      if (one) pending.set(id, { ...one, delivery });
      return one !== undefined;
    },
    discard: (id: string) => pending.delete(id),
    /** It is in the room, so it is accepted, also if something else was said of it before. */
    arrived({ id, instance }: Message): void {
      if (pending.delete(id)) settled.set(id, { state: "accepted", instance, tookMs: null });
    },
    /** How long an accepted one took is known only later. */
    note: (id: string, delivery: Delivery) => void settled.set(id, delivery),
    /** Of a message in the room; null for those of others and of other windows. */
    deliveryOf: (id: string): Delivery | null => settled.get(id) ?? null,
    forget(messages: readonly Message[]): void {
      for (const { id } of messages) settled.delete(id);
    },
  };
}

export type OwnMessages = ReturnType<typeof createOwnMessages>;
