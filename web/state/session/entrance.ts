import type { ChatConnection } from "../connection/chat-connection.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import { isPassing } from "../room/join-outcome.ts";
import { cleanRoomName } from "../window/page-url.ts";
import type { FormError, SessionState } from "./session-state.ts";
import type { Visitor } from "./visitor.ts";

export interface EntranceOptions {
  connection: ChatConnection;
  rooms: ChatRooms;
  visitor: Visitor;
  /** Another room is looked at: the address should say so. */
  onRoom(): void;
  changed(): void;
}

/** From the form into the first room; and back to the form, when the instance refuses. */
export interface Entrance {
  readonly stage: SessionState["stage"];
  readonly error: FormError | null;
  enter(who: { name: string; room: string }): void;
  /** An instance has said who it is: into every room of this window. */
  welcomed(): Promise<void>;
  /** The last room was left. */
  backToForm(): void;
}

export function createEntrance({ connection, rooms, visitor, onRoom, changed }: EntranceOptions): Entrance {
  let stage: SessionState["stage"] = "form";
  let error: FormError | null = null;
  let roomsBefore = visitor.rooms;

  const inside = (room: string) => {
    stage = "inside";
    error = null;
    for (const other of roomsBefore) if (other !== room && rooms.get(other) === undefined) void rooms.open(other);
    roomsBefore = [];
    void rooms.open(room);
  };

  const refused = (room: string, code: string, sentence: string) => {
    stage = "form";
    error = { field: fieldOf(code, sentence), sentence };
    connection.disconnect();
    rooms.leave(room);
  };

  return {
    get stage() {
      return stage;
    },
    get error() {
      return error;
    },
    enter(who) {
      const name = who.name.trim();
      rooms.setName(name);
      visitor.remember(name);
      stage = "entering";
      error = null;
      void rooms.open(cleanRoomName(who.room));
      connection.open();
      onRoom();
      changed();
    },
    async welcomed() {
      const room = rooms.active?.log.room;
      await rooms.joinAll();
      const here = room === undefined ? undefined : rooms.get(room);
      if (stage === "entering" && here) {
        // Where the refusal may pass it is tried again, and the form would only be in the way.
        const isTriedAgain = here.membership === "refused" && isPassing(here.refusal?.code ?? "internal");
        if (here.membership === "joined" || isTriedAgain) inside(here.log.room);
        else if (here.membership === "refused") {
          refused(here.log.room, here.refusal?.code ?? "internal", here.refusal?.sentence ?? "");
        }
      }
      changed();
    },
    backToForm() {
      stage = "form";
      connection.disconnect();
    },
  };
}

/** Which field of the form a refusal is about. */
function fieldOf(code: string, sentence: string): FormError["field"] {
  if (code === "name-taken") return "name";
  if (code !== "invalid") return null;
  return /room/i.test(sentence) ? "room" : "name";
}
