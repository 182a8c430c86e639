import { randomUUID } from "node:crypto";
import type { Message } from "../../../protocol/events.ts";
import { ANSWER_MS, createChatConnection, type ChatConnectionOptions } from "./chat-connection.ts";
import type { Outcome, Place } from "../history/history.ts";
import type { Random } from "../seeded-random.ts";

export interface PersonOptions extends ChatConnectionOptions {
  /** The browser's secret: windows of one browser share it. */
  secret: string;
  room: string;
  random: Random;
}

/** A window of a simulated browser with somebody in front of it. */
export interface Person {
  name: string;
  /** In the room, as far as this person knows. */
  isIn(): boolean;
  instance(): string | null;
  /** Loads the page, as a browser does before anything else. */
  loadPage(): Promise<void>;
  /** Gets a session and joins the room, within `attempts`; answers 5xx of a balancer without instances do not count. */
  arrive(attempts: number, deadlineMs: number): Promise<boolean>;
  say(purpose: "talk" | "barrier"): Promise<Outcome>;
  /** Says something to itself and waits for it: all that its instance had for it before has arrived then. */
  barrier(): Promise<boolean>;
  drop(): void;
  /** Resolves when the connection is gone; false when it is not within `deadlineMs`. */
  gone(deadlineMs: number): Promise<boolean>;
  /** Asks how many of its own messages the place where it is now knows. */
  checkOwnHistory(): Promise<void>;
  close(): void;
}

export function createPerson(options: PersonOptions): Person {
  const { name, secret, room, recorder, random } = options;
  const { record } = recorder;
  const connection = createChatConnection(options);
  const { socket, ask } = connection;
  let isIn = false;
  let lastSeen: { roomId: string; seq: number } | null = null;
  let numbers = 0;
  const said: string[] = [];
  const ownArrived = new Set<string>();

  function take(message: Message, via: "live" | "history") {
    const { id, roomId, seq, name: sender } = message;
    lastSeen = { roomId, seq: lastSeen?.roomId === roomId ? Math.max(seq, lastSeen.seq) : seq };
    if (sender === name) ownArrived.add(id);
    record({ type: "delivered", person: name, message: id, sender, place: placeOf(message), via });
  }

  socket.on("message:sent", (message) => take(message, "live"));
  socket.on("disconnect", () => {
    isIn = false;
  });
  // It was recovered, but its room could not take it back.
  socket.on("request:refused", ({ event }) => {
    if (event === "room:join") isIn = false;
  });

  async function join(): Promise<boolean> {
    record({ type: "join", person: name });
    const reply = await ask("room:join", { room, name, person: secret, ...(lastSeen ? { lastSeen } : {}) });
    if (!reply?.ok) {
      record({ type: "joined", person: name, outcome: reply ? "fail" : "unknown" });
      return false;
    }
    const { roomId, version, gap, instance, messages, seq } = reply.data;
    record({ type: "joined", person: name, outcome: "ok", instance, roomId, version, gap });
    if (version !== "same") lastSeen = { roomId, seq };
    for (const message of messages) take(message, "history");
    isIn = true;
    return true;
  }

  async function send(purpose: "talk" | "barrier"): Promise<{ id: string; outcome: Outcome }> {
    const id = `${name}-${(numbers += 1)}-${randomUUID().slice(0, 8)}`;
    record({ type: "send", person: name, message: id, purpose });
    const reply = await ask("message:send", { room, id, text: `${purpose} ${numbers}` });
    const outcome = reply ? (reply.ok ? "ok" : "fail") : "unknown";
    if (outcome === "ok" && purpose === "talk") said.push(id);
    record({
      type: "sent",
      person: name,
      message: id,
      outcome,
      ...(reply?.ok ? { place: placeOf(reply.data.message) } : reply ? { code: reply.code } : {}),
    });
    return { id, outcome };
  }

  return {
    name,
    isIn: () => isIn,
    instance: connection.instance,
    async loadPage() {
      await connection.window.get("/").catch(() => {});
    },
    async arrive(attempts, deadlineMs) {
      const startedAt = performance.now();
      let counted = 0;
      for (let number = 1; counted < attempts && performance.now() - startedAt < deadlineMs; number += 1) {
        if (number > 1) await pause(20 + random.below(40 * Math.min(number, 4)));
        if (socket.connected || (await connection.connect({ number, startedAt }))) {
          if (socket.recovered && number === 1 && lastSeen) isIn = true;
          if (isIn || (await join())) return true;
        }
        const status = connection.failedStatus();
        if (status === null || status < 500) counted += 1;
      }
      socket.disconnect();
      return false;
    },
    say: async (purpose) => (await send(purpose)).outcome,
    async barrier() {
      const { id, outcome } = await send("barrier");
      if (outcome !== "ok") return false;
      await connection.until(() => ownArrived.has(id) || !socket.connected, ANSWER_MS);
      if (!ownArrived.has(id)) return false;
      record({ type: "barrier", person: name });
      return true;
    },
    drop: connection.drop,
    gone: (deadlineMs) => connection.until(() => !socket.connected, deadlineMs),
    async checkOwnHistory() {
      if (said.length === 0) return;
      const reply = await ask("message:history", { room, before: Number.MAX_SAFE_INTEGER, limit: 500 });
      if (!reply?.ok) return;
      const there = new Set(reply.data.messages.map(({ id }) => id));
      const found = said.filter((id) => there.has(id)).length;
      record({ type: "own-history", person: name, said: said.length, found });
    },
    close: connection.close,
  };
}

function placeOf({ instance, roomId, seq }: Message): Place {
  return { instance, roomId, seq };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
