import { randomUUID } from "node:crypto";
import type { Message } from "../protocol/events.ts";
import { createChatClient, type ChatClient, type ChatClientOptions } from "./chat-client.ts";
import type { Outcome, Place } from "./person-event.ts";
import { createShownMessages } from "./shown-messages.ts";

export interface PersonOptions extends ChatClientOptions {
  /** The browser's secret: windows of one browser share it. */
  secret: string;
  /** Each message that its window shows, once. */
  onMessage?: (message: Message) => void;
  /** Where its waits come from: 0 ≤ x < 1, like `Math.random`. */
  random?: () => number;
}

/** A window of a simulated browser with somebody in front of it. It does nothing that it is not told to do. */
export interface Person {
  name: string;
  /** In the room, as far as this person knows. */
  isIn(): boolean;
  instance(): string | null;
  /** Loads the page, as a browser does before anything else. */
  loadPage(): Promise<void>;
  /**
   * Gets a session and joins the room, within `attempts`. Answers 5xx of a balancer without instances do not count as
   * attempts.
   */
  arrive(attempts: number, deadlineMs: number): Promise<boolean>;
  /** Without a text it says which message of this person it is. */
  say(text?: string): Promise<Outcome>;
  /** Says again, under the same ids, what had no answer, if it is in the version of the room that it was said in. */
  sayAgain(): Promise<void>;
  /** Says something to itself and waits for it: all that its instance had for it before has arrived then. */
  barrier(): Promise<boolean>;
  drop(): void;
  /** Drops out so that nobody notices: the server still believes in the connection. */
  vanish(): void;
  /** Closes the window and opens another one of the same browser, which shows nothing yet and is not connected. */
  reload(): Promise<void>;
  /** Leaves the room in an orderly way and disconnects; `arrive` comes back. */
  leave(): Promise<Outcome>;
  /** Resolves when the connection is gone; false when it is not within `deadlineMs`. */
  gone(deadlineMs: number): Promise<boolean>;
  /** Asks how many of its own messages the place where it is now knows. */
  checkOwnHistory(): Promise<void>;
  close(): void;
}

/** A number that stays out for so long does not come by itself. */
const OUT_MS = 500;
const BARRIER_MS = 8_000;

export function createPerson(options: PersonOptions): Person {
  const { name, secret, room, onEvent: tell = () => {}, onMessage = () => {}, random = Math.random } = options;
  const abandoned: ChatClient[] = [];
  let shown = createShownMessages();
  let connection = open();
  const { jar } = connection.window;
  let isIn = false;
  let isClosed = false;
  let asking = 0;
  /** Of another version than the one that it is in, while it asks to join. */
  const early: (() => void)[] = [];
  let numbers = 0;
  let watch: ReturnType<typeof setTimeout> | undefined;
  const said: string[] = [];
  const unanswered = new Map<string, { text: string; roomId: string | undefined }>();
  const ownArrived = new Set<string>();

  function open(jar = options.jar): ChatClient {
    const made = createChatClient({ ...options, ...(jar ? { jar } : {}) });
    made.socket.on("message:sent", (message) => hear(message));
    made.socket.on("disconnect", () => {
      isIn = false;
    });
    made.socket.on("request:refused", ({ event }) => {
      if (event !== "room:join") return;
      isIn = false;
      tell({ type: "turned-away", person: name });
    });
    return made;
  }

  function hear(message: Message): void {
    if (asking > 0 && message.roomId !== shown.lastSeen()?.roomId) early.push(() => take(message, "live"));
    else take(message, "live");
  }

  function take(message: Message, via: "live" | "history") {
    const { id, name: sender } = message;
    const place = placeOf(message);
    if (sender === name) ownArrived.add(id);
    if (!shown.show(id, place)) tell({ type: "repeat", person: name, message: id, place, via });
    else {
      tell({ type: "delivered", person: name, message: id, sender, place, via });
      onMessage(message);
    }
    if (shown.hole() !== null && watch === undefined) lookLater();
  }

  /** What has stayed out until then is asked for. */
  function lookLater(): void {
    const since = shown.hole();
    const look = async () => {
      const after = shown.hole();
      if (after !== null && after === since && isIn) {
        tell({ type: "hole", person: name, roomId: shown.lastSeen()!.roomId, after });
        await join();
      }
      watch = undefined;
      if (shown.hole() !== null && !isClosed) lookLater();
    };
    watch = setTimeout(() => void look(), OUT_MS);
  }

  async function join(): Promise<boolean> {
    tell({ type: "join", person: name });
    const lastSeen = shown.lastSeen();
    const asked = connection;
    asking += 1;
    const reply = await asked.ask("room:join", { room, name, person: secret, ...(lastSeen ? { lastSeen } : {}) });
    asking -= 1;
    if (asked !== connection) return false;
    if (reply?.ok) {
      const { roomId, version, gap, instance, messages, seq } = reply.data;
      tell({ type: "joined", person: name, outcome: "ok", instance, roomId, version, gap });
      if (version !== "same") shown.joined(roomId, false, seq);
      for (const message of messages) take(message, "history");
      shown.joined(roomId, true, seq);
      isIn = true;
    } else tell({ type: "joined", person: name, outcome: reply ? "fail" : "unknown" });
    if (asking === 0) for (const hearNow of early.splice(0)) hearNow();
    return reply?.ok ?? false;
  }

  async function send(purpose: "talk" | "barrier", words?: string): Promise<{ id: string; outcome: Outcome }> {
    const id = `${name}-${(numbers += 1)}-${randomUUID().slice(0, 8)}`;
    const text = words ?? `${purpose} ${numbers}`;
    const roomId = shown.lastSeen()?.roomId;
    tell({ type: "send", person: name, message: id, purpose });
    const reply = await connection.ask("message:send", { room, id, text });
    const outcome = reply ? (reply.ok ? "ok" : "fail") : "unknown";
    if (outcome === "ok" && purpose === "talk") said.push(id);
    if (outcome === "unknown" && purpose === "talk") unanswered.set(id, { text, roomId });
    const told = reply?.ok ? { place: placeOf(reply.data.message) } : reply ? { code: reply.code } : {};
    tell({ type: "sent", person: name, message: id, outcome, ...told });
    return { id, outcome };
  }

  async function loadPage(): Promise<void> {
    await connection.window.get("/").catch(() => {});
  }

  return {
    name,
    isIn: () => isIn,
    instance: () => connection.instance(),
    loadPage,
    async arrive(attempts, deadlineMs) {
      const startedAt = performance.now();
      let counted = 0;
      for (let number = 1; counted < attempts && performance.now() - startedAt < deadlineMs; number += 1) {
        if (number > 1) await pause(20 + Math.floor(random() * 40 * Math.min(number, 4)));
        const { socket } = connection;
        const isUp = socket.connected || (await connection.connect({ number, startedAt }));
        // As a page does, it asks after a recovered connection too: that one may have been in no room.
        if (isUp && (await join())) return true;
        const status = connection.failedStatus();
        if (status === null || status < 500) counted += 1;
      }
      connection.socket.disconnect();
      return false;
    },
    say: async (text) => (await send("talk", text)).outcome,
    async sayAgain() {
      for (const [id, { text, roomId }] of unanswered) {
        if (!isIn || shown.lastSeen()?.roomId !== roomId) continue;
        const reply = await connection.ask("message:send", { room, id, text });
        // A refusal is certain for this time, and says nothing of the first.
        if (!reply?.ok) continue;
        unanswered.delete(id);
        said.push(id);
        tell({ type: "sent", person: name, message: id, outcome: "ok", place: placeOf(reply.data.message) });
      }
    },
    async barrier() {
      const { id, outcome } = await send("barrier");
      if (outcome !== "ok") return false;
      const isReached = () => ownArrived.has(id) && shown.hole() === null;
      await connection.until(() => isReached() || !connection.socket.connected, BARRIER_MS);
      if (!isReached()) return false;
      tell({ type: "barrier", person: name });
      return true;
    },
    drop: () => connection.drop(),
    vanish() {
      connection.vanish();
      abandoned.push(connection);
      early.length = 0;
      isIn = false;
      connection = open(jar);
    },
    async reload() {
      const wasUp = connection.socket.connected;
      connection.close();
      if (wasUp) tell({ type: "disconnected", person: name, why: "closed", reason: "reload" });
      early.length = 0;
      isIn = false;
      shown = createShownMessages();
      connection = open(jar);
      await loadPage();
    },
    async leave() {
      const reply = await connection.ask("room:leave", { room });
      const outcome = reply ? (reply.ok ? "ok" : "fail") : "unknown";
      tell({ type: "left", person: name, outcome });
      isIn = false;
      connection.socket.disconnect();
      return outcome;
    },
    gone: (deadlineMs) => connection.until(() => !connection.socket.connected, deadlineMs),
    async checkOwnHistory() {
      if (said.length === 0) return;
      const reply = await connection.ask("message:history", { room, before: Number.MAX_SAFE_INTEGER, limit: 500 });
      if (!reply?.ok) return;
      const there = new Set(reply.data.messages.map(({ id }) => id));
      const found = said.filter((id) => there.has(id)).length;
      tell({ type: "own-history", person: name, said: said.length, found });
    },
    close() {
      isClosed = true;
      clearTimeout(watch);
      for (const one of [...abandoned, connection]) one.close();
    },
  };
}

function placeOf({ instance, roomId, seq }: Message): Place {
  return { instance, roomId, seq };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
