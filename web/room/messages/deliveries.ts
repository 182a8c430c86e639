import { computed, effect, untracked } from "@preact/signals-core";
import type { Message, RefusalCode } from "../../../protocol/events.ts";
import type { ChatConnection } from "../../connection/chat-connection.ts";
import type { Did } from "../../page/did.ts";
import { randomId } from "../../page/random-id.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import type { ChatRooms } from "../chat-rooms.ts";
import type { DisplayMessage } from "./delivery.ts";

/** How a message that was sent ended, as Jepsen names it. */
export type DeliveryOutcome = { type: "ok"; message: Message } | { type: "fail" } | { type: "unknown" };

const UNKNOWN = "No answer: it may or may not have arrived";

/**
 * Own messages, from sending to how it ended. What was unanswered when the connection was lost is sent again once this
 * window is back in the room: under its own id, so that it is never there twice.
 */
export function createDeliveries(connection: ChatConnection, rooms: ChatRooms, timeline: Timeline) {
  const ready = (): { sentence: string } | null => {
    const here = rooms.active.value;
    if (!connection.isConnected)
      return { sentence: "You are not connected: nothing was sent, and your text stays here" };
    if (here?.membership.value !== "joined") return { sentence: "You are not in this room: nothing was sent" };
    return null;
  };

  async function deliver(message: DisplayMessage): Promise<DeliveryOutcome> {
    const { log } = rooms.get(message.room)!;
    const { id, room, text } = message;
    const startedAt = Date.now();
    const entry = timeline.note({
      kind: "message-out",
      level: "info",
      instance: connection.now.value.instance,
      text: `Message to #${room}: sending`,
      detail: { id, room },
    });
    const { connects } = connection.now.value;
    const reply = await connection.ask("message:send", { room, id, text });
    const tookMs = Date.now() - startedAt;
    if (!reply) {
      const isHeld = log.holds(id);
      if (!isHeld) log.settle(id, { state: "unknown", sentence: UNKNOWN });
      timeline.amend(entry, {
        level: isHeld ? "info" : "warn",
        text: isHeld ? `Message to #${room}: in the room, though unanswered` : `Message to #${room}: no answer`,
        detail: { id, room, outcome: isHeld ? "ok" : "unknown", tookMs },
      });
      if (!isHeld) {
        unanswered.set(id, room);
        // The connection came back before the time for an answer was over.
        if (connection.now.value.connects > connects) resend();
      }
      return { type: "unknown" };
    }
    if (!reply.ok) {
      log.settle(id, { state: "refused", code: reply.code, sentence: sentenceOf(reply.code, reply.message) });
      timeline.amend(entry, {
        level: "error",
        text: `Message to #${room}: refused, ${reply.message}`,
        detail: { id, room, outcome: "fail", code: reply.code, tookMs },
      });
      return { type: "fail" };
    }
    const { message: accepted, repeated } = reply.data;
    log.take(accepted, Date.now());
    log.settle(id, { state: "accepted", instance: accepted.instance, tookMs });
    timeline.amend(entry, {
      text: `Message to #${room}: accepted by ${accepted.instance}${repeated ? ", who had it already" : ""}`,
      instance: accepted.instance,
      detail: { id, room, outcome: "ok", seq: accepted.seq, repeated, tookMs },
    });
    return { type: "ok", message: accepted };
  }

  const unanswered = new Map<string, string>();
  const resend = () => {
    for (const [id, room] of unanswered) {
      const here = rooms.get(room);
      if (!here) unanswered.delete(id);
      if (here?.membership.value !== "joined" || !connection.isConnected) continue;
      unanswered.delete(id);
      const pending = here.log.pending(id);
      if (pending?.delivery.state !== "unknown") continue;
      here.log.settle(id, { state: "sending" });
      void deliver(pending.message);
    }
  };
  /** Changes when there is a new chance of an answer. */
  const chance = computed(() => {
    const { connects, unansweredSince } = connection.now.value;
    const joined = rooms.entries.value.filter((room) => room.joined).map(({ room }) => room);
    return [connects, unansweredSince === null, ...joined].join(" ");
  });
  const stop = effect(() => {
    void chance.value;
    untracked(resend);
  });

  return {
    /** Not ok: nothing was sent. */
    send(text: string): Did & { id?: string; outcome?: Promise<DeliveryOutcome> } {
      const { textLength } = connection.limits.value;
      if (text.trim() === "") return { ok: false, sentence: "There is nothing to send" };
      if (text.length > textLength) {
        return { ok: false, sentence: `A message has at most ${textLength} characters; this one has ${text.length}` };
      }
      const refusal = ready();
      if (refusal) return { ok: false, ...refusal };
      const { log } = rooms.active.value!;
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
      return { ok: true, id: message.id, outcome: deliver(message) };
    },
    /** Sends an unknown or refused message again under its own id, so that it is never shown twice. */
    retry(id: string): Did {
      const here = rooms.active.value;
      const pending = here?.log.pending(id);
      if (!here || !pending) return { ok: false, sentence: "This message is settled" };
      if (pending.delivery.state === "sending") return { ok: false, sentence: "It is being sent" };
      const refusal = ready();
      if (refusal) return { ok: false, ...refusal };
      here.log.settle(id, { state: "sending" });
      void deliver(pending.message);
      return { ok: true };
    },
    /** Forgets an own message that is unknown or refused. */
    discard: (id: string) => rooms.active.value?.log.discard(id),
    close: stop,
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;

function sentenceOf(code: RefusalCode, message: string): string {
  return code === "rate-limited" ? "Refused: too many messages at once" : `Refused: ${message}`;
}
