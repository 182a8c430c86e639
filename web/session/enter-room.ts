import { batch, effect, signal } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { Did } from "../page/did.ts";
import type { Notices } from "../page/notices.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import { isPassing } from "../room/join-outcome.ts";
import { cleanRoomName } from "./page-url.ts";
import type { Visitor } from "./visitor.ts";

export interface FormError {
  field: "name" | "room" | null;
  sentence: string;
}

export interface EnterRoomOptions {
  connection: ChatConnection;
  rooms: ChatRooms;
  visitor: Visitor;
  notices: Notices;
}

/** From the form into the first room and others; and back to the form, when the instance refuses or the last was left. */
export function createEnterRoom({ connection, rooms, visitor, notices }: EnterRoomOptions) {
  /** `form`: ask for nickname and room. `entering`: the first join is under way. `inside`: show the chat. */
  const stage = signal<"form" | "entering" | "inside">("form");
  const error = signal<FormError | null>(null);
  let roomsBefore = visitor.rooms;

  const inside = (room: string) => {
    stage.value = "inside";
    // Who opened another room while the first join was under way stays there.
    const looksAt = rooms.active.value?.log.room ?? room;
    // Seen from outside, this room is looked at all the time.
    batch(() => {
      for (const other of roomsBefore) if (other !== room && !rooms.get(other)) void rooms.open(other);
      roomsBefore = [];
      void rooms.open(looksAt);
    });
  };

  async function renameTo(name: string): Promise<void> {
    const outcome = await rooms.rename(name);
    if (!outcome.ok) return notices.say("bad", outcome.sentence);
    visitor.remember(name);
    notices.say("good", `You are ${name} now`);
  }

  async function welcomed(): Promise<void> {
    const entered = rooms.active.value;
    await rooms.joinAll();
    if (stage.value !== "entering" || !entered) return;
    const { room } = entered.log;
    const { code, sentence } = entered.refusal.value ?? { code: "internal", sentence: "" };
    const isRefused = entered.membership.value === "refused";
    // Where the refusal may pass it is tried again, and the form would only be in the way.
    if (entered.membership.value === "joined" || (isRefused && isPassing(code))) inside(room);
    else if (isRefused) {
      rooms.leave(room);
      error.value = { field: fieldOf(code, sentence), sentence };
    }
  }
  connection.onWelcome(() => void welcomed());

  const stop = effect(() => {
    if (rooms.active.value !== null || stage.peek() === "form") return;
    stage.value = "form";
    connection.disconnect();
  });

  return {
    stage,
    /** Why the last attempt failed. */
    error,
    enter(who: { name: string; room: string }): void {
      const name = who.name.trim();
      rooms.name.value = name;
      visitor.remember(name);
      error.value = null;
      void rooms.open(cleanRoomName(who.room));
      stage.value = "entering";
      connection.open();
    },
    /** Looks at a room, and joins it first when this window is not in it. */
    open(name: string): Did {
      const room = cleanRoomName(name);
      if (room === "") return { ok: false, sentence: "A room has a name" };
      void rooms.open(room).then((outcome) => {
        if (!outcome.ok) notices.say("bad", `#${room}: ${outcome.sentence}`);
      });
      return { ok: true };
    },
    /** Another nickname in all rooms. */
    rename(name: string): Did {
      const next = name.trim();
      if (next === "") return { ok: false, sentence: "A nickname has at least one character" };
      void renameTo(next);
      return { ok: true };
    },
    close: stop,
  };
}

/** Which field of the form a refusal is about. */
function fieldOf(code: string, sentence: string): FormError["field"] {
  if (code === "name-taken") return "name";
  if (code !== "invalid") return null;
  return /room/i.test(sentence) ? "room" : "name";
}
