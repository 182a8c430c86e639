import type { Message, RefusalCode } from "../../../protocol/events.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { ChatRooms } from "./chat-rooms.ts";
import type { Did } from "../page.ts";
import type { DisplayMessage } from "./delivery.ts";
import { randomId } from "../random-id.ts";
import type { NewTimelineEntry } from "../timeline/timeline-log.ts";

export interface DeliveriesOptions {
  connection: ChatConnection;
  rooms: ChatRooms;
  note(entry: Omit<NewTimelineEntry, "at">): number;
  amend(id: number, change: Partial<NewTimelineEntry>): void;
  changed(): void;
}

/** How a message that was sent ended, as Jepsen names it. */
export type DeliveryOutcome = { type: "ok"; message: Message } | { type: "fail" } | { type: "unknown" };

export interface Deliveries {
  /** Not ok: nothing was sent. */
  send(text: string): Did & { outcome?: Promise<DeliveryOutcome> };
  /** Sends an unknown or refused message again under its own id, so that it is never shown twice. */
  retry(id: string): Did;
}

const UNKNOWN = "No answer: it may or may not have arrived";

/** Own messages, from sending to how it ended. Nothing is sent by itself after a reconnect. */
export function createDeliveries({ connection, rooms, note, amend, changed }: DeliveriesOptions): Deliveries {
  const ready = (): { sentence: string } | null => {
    const here = rooms.active;
    if (!connection.isConnected)
      return { sentence: "You are not connected: nothing was sent, and your text stays here" };
    if (here?.membership !== "joined") return { sentence: "You are not in this room: nothing was sent" };
    return null;
  };

  async function deliver(message: DisplayMessage): Promise<DeliveryOutcome> {
    const { log } = rooms.get(message.room)!;
    const { id, room, text } = message;
    const startedAt = Date.now();
    const entry = note({
      kind: "message-out",
      level: "info",
      instance: connection.state.getState().instance,
      text: `Message to #${room}: sending`,
      detail: { id, room },
    });
    const reply = await connection.ask("message:send", { room, id, text });
    const tookMs = Date.now() - startedAt;
    if (!reply) {
      const isHeld = log.holds(id);
      if (!isHeld) log.settle(id, { state: "unknown", sentence: UNKNOWN });
      amend(entry, {
        level: isHeld ? "info" : "warn",
        text: isHeld ? `Message to #${room}: in the room, though unanswered` : `Message to #${room}: no answer`,
        detail: { id, room, outcome: isHeld ? "ok" : "unknown", tookMs },
      });
      changed();
      return { type: "unknown" };
    }
    if (!reply.ok) {
      log.settle(id, { state: "refused", code: reply.code, sentence: sentenceOf(reply.code, reply.message) });
      amend(entry, {
        level: "error",
        text: `Message to #${room}: refused, ${reply.message}`,
        detail: { id, room, outcome: "fail", code: reply.code, tookMs },
      });
      changed();
      return { type: "fail" };
    }
    const { message: accepted, repeated } = reply.data;
    log.take(accepted, Date.now());
    log.settle(id, { state: "accepted", instance: accepted.instance, tookMs });
    amend(entry, {
      text: `Message to #${room}: accepted by ${accepted.instance}${repeated ? ", who had it already" : ""}`,
      instance: accepted.instance,
      detail: { id, room, outcome: "ok", seq: accepted.seq, repeated, tookMs },
    });
    changed();
    return { type: "ok", message: accepted };
  }

  return {
    send(text) {
      const refusal = ready();
      if (refusal) return { ok: false, ...refusal };
      const { log } = rooms.active!;
      const self = log.self!;
      const message: DisplayMessage = {
        id: randomId(),
        room: log.room,
        name: self.name,
        member: self.id,
        text,
        at: Date.now(),
        roomId: null,
        seq: null,
        instance: null,
      };
      if (!log.pend(message, { state: "sending" })) {
        return { ok: false, sentence: "Too many of your messages have no answer yet: retry or discard some first" };
      }
      changed();
      return { ok: true, outcome: deliver(message) };
    },
    retry(id) {
      const here = rooms.active;
      const pending = here?.log.pending(id);
      if (!here || !pending) return { ok: false, sentence: "This message is settled" };
      if (pending.delivery.state === "sending") return { ok: false, sentence: "It is being sent" };
      const refusal = ready();
      if (refusal) return { ok: false, ...refusal };
      here.log.settle(id, { state: "sending" });
      changed();
      void deliver(pending.message);
      return { ok: true };
    },
  };
}

function sentenceOf(code: RefusalCode, message: string): string {
  return code === "rate-limited" ? "Refused: too many messages at once" : `Refused: ${message}`;
}
