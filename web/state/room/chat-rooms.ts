import type { JoinedRoom, RoomSummary } from "../../../protocol/events.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { RoomEntry } from "../session/session-state.ts";
import type { NewTimelineEntry } from "../timeline/timeline-log.ts";
import type { WindowMemory } from "../window/window-memory.ts";
import { hearRooms } from "./hear-rooms.ts";
import { isPassing, joinOutcome, type JoinOutcome } from "./join-outcome.ts";
import { joinedEntry } from "./joined-entry.ts";
import type { SeenRoom } from "./move-block.ts";
import type { OpenRoom } from "./open-room.ts";
import { roomEntries } from "./room-entries.ts";
import { createHoleMender } from "./mend-holes.ts";
import { createRoomLog } from "./room-log.ts";
import { countOf } from "../text/count-of.ts";
import { createTypingPeople } from "./typing-people.ts";

const OLDER_AT_ONCE = 200;
const SAVE_MS = 1_000;
/** Between two tries to join where the refusal may pass. */
const JOIN_AGAIN_MS = 2_000;

export interface ChatRoomsOptions {
  connection: ChatConnection;
  memory: WindowMemory;
  /** The browser's secret, the same in all its windows. */
  person: string;
  note(entry: Omit<NewTimelineEntry, "at">): void;
  /** Something that is shown has changed. */
  changed(): void;
  /** This window came to another version of a room, or to another instance. */
  onMove(): void;
}

/** The rooms that this window is in: joining, coming back, what is said there, and which of them is looked at. */
export interface ChatRooms {
  readonly active: OpenRoom | null;
  readonly name: string;
  get(room: string): OpenRoom | undefined;
  entries(): readonly RoomEntry[];
  typingIn(room: string): ReadonlyMap<string, string>;
  /** Under which name rooms are joined from now on. */
  setName(name: string): void;
  /** Another name in all rooms; a refusal in the one that is looked at leaves everything as it was. */
  rename(name: string): Promise<JoinOutcome>;
  /** Joins unless this window is in it already, and looks at it. @returns how the joining ended. */
  open(room: string): Promise<JoinOutcome>;
  leave(room: string): void;
  /** After each connect: back into every room, with what this window saw last. */
  joinAll(): Promise<void>;
  /** The connection is gone. */
  lost(): void;
  loadOlder(): void;
  markRead(): void;
  save(): void;
  close(): void;
}

export function createChatRooms(options: ChatRoomsOptions): ChatRooms {
  const { connection, memory, person, note, changed } = options;
  const rooms = new Map<string, OpenRoom>();
  const typing = createTypingPeople();
  let listed: readonly RoomSummary[] = [];
  let active: string | null = null;
  let name = "";
  let saveTimer: ReturnType<typeof setTimeout> | null = null;

  const save = () => {
    if (saveTimer !== null) clearTimeout(saveTimer);
    saveTimer = null;
    for (const [room, { log }] of rooms) memory.write("session", `seen:${room}`, log.seen());
    memory.write("session", "rooms", [...rooms.keys()]);
  };
  const touched = () => {
    saveTimer ??= setTimeout(save, SAVE_MS);
    changed();
  };
  const looked = () => (active === null ? undefined : rooms.get(active));
  const isLooking = (room: string) => room === active && document.visibilityState === "visible";

  const opened = (room: string): OpenRoom => {
    const present = rooms.get(room);
    if (present) return present;
    const log = createRoomLog(room, memory.read("session", `seen:${room}`) as SeenRoom | null);
    const made: OpenRoom = {
      log,
      membership: "none",
      refusal: null,
      asking: 0,
      early: [],
      unread: 0,
      firstUnreadKey: null,
    };
    rooms.set(room, made);
    return made;
  };

  /** Asks with what this window saw last; a yes has been taken in when it resolves. */
  async function askToJoin(here: OpenRoom, as: string) {
    const { room, roomId, completeSeq } = here.log;
    const lastSeen = roomId === null ? {} : { lastSeen: { roomId, seq: completeSeq } };
    here.asking++;
    const reply = await connection.ask("room:join", { room, name: as, person, ...lastSeen });
    here.asking--;
    if (reply?.ok && rooms.get(room) === here) joined(here, reply.data);
    if (here.asking === 0) for (const hear of here.early.splice(0)) hear();
    return reply;
  }

  async function join(room: string): Promise<JoinOutcome> {
    const here = opened(room);
    here.membership = "joining";
    changed();
    const reply = await askToJoin(here, name);
    if (rooms.get(room) !== here) return { ok: true };
    const outcome = joinOutcome(reply);
    if (!outcome.ok) {
      const { code, sentence } = outcome;
      here.membership = connection.isConnected ? "refused" : "none";
      here.refusal = { code, sentence };
      const text = `Not in #${room}: ${sentence}`;
      note({ kind: "refused", level: "error", instance: here.log.instance, text, detail: { room } });
      if (isPassing(code)) setTimeout(() => joinAgain(here), JOIN_AGAIN_MS);
    }
    touched();
    return outcome;
  }

  /** The store was away, or an answer: nobody should have to press a button once it is back. */
  function joinAgain(here: OpenRoom): void {
    const isWanted = here.membership === "refused" && rooms.get(here.log.room) === here;
    if (isWanted && connection.isConnected) void join(here.log.room);
  }

  function joined(here: OpenRoom, answer: JoinedRoom): void {
    const { bootId, recovered } = connection.state.getState();
    const wasIn = here.log.roomId !== null;
    const move = here.log.joined(answer, { bootId, at: Date.now() });
    here.membership = "joined";
    here.refusal = null;
    typing.clear(answer.room);
    note(joinedEntry(answer, { wasIn, recovered }));
    if (move) options.onMove();
  }

  const holes = createHoleMender(async (here) => {
    const before = here.log.size;
    const { room, instance } = here.log;
    await askToJoin(here, name);
    if (here.log.size === before) return;
    const text = `${countOf(here.log.size - before, "message")} of #${room} had not arrived: asked for again`;
    note({ kind: "joined", level: "warn", instance, text, detail: { room, seq: here.log.seq } });
    touched();
  });

  hearRooms(connection, {
    rooms,
    typing,
    holes,
    touched,
    changed,
    onMessage(message, here) {
      if (message.member === here.log.self?.id) return;
      if (!isLooking(message.room)) {
        here.unread++;
        here.firstUnreadKey ??= message.id;
      }
      const text = `Message from ${message.name} in #${message.room}`;
      const detail = { id: message.id, seq: message.seq, room: message.room, count: 1 };
      note({ kind: "message-in", level: "info", instance: message.instance, text, detail });
    },
    onListed(list) {
      listed = list;
    },
    onNotBack: (room) => void join(room),
  });

  return {
    get active() {
      return looked() ?? null;
    },
    get name() {
      return name;
    },
    get: (room) => rooms.get(room),
    entries: () => roomEntries(rooms, active, listed),
    typingIn: (room) => typing.in(room, Date.now()),
    setName(next) {
      name = next;
    },
    async rename(next) {
      const here = looked();
      if (here && connection.isConnected) {
        const reply = await askToJoin(here, next);
        if (!reply?.ok) return joinOutcome(reply);
      }
      name = next;
      await Promise.all([...rooms.keys()].filter((room) => room !== active).map((room) => join(room)));
      touched();
      return { ok: true };
    },
    async open(room) {
      active = room;
      const here = opened(room);
      here.unread = 0;
      touched();
      if (here.membership === "joined" || here.membership === "joining") return { ok: true };
      if (!connection.isConnected) return { ok: true };
      return join(room);
    },
    leave(room) {
      if (!rooms.delete(room)) return;
      memory.forget("session", `seen:${room}`);
      if (connection.isConnected) void connection.ask("room:leave", { room });
      if (active === room) active = rooms.keys().next().value ?? null;
      touched();
    },
    async joinAll() {
      // The one that is looked at first.
      const names = [...rooms.keys()].sort((a, b) => Number(b === active) - Number(a === active));
      await Promise.all(names.map((room) => join(room)));
      const reply = await connection.ask("room:list", {});
      if (reply?.ok) listed = reply.data.rooms;
      changed();
    },
    lost() {
      for (const here of rooms.values()) if (here.membership !== "refused") here.membership = "none";
      typing.clear();
      touched();
    },
    loadOlder() {
      const here = looked();
      if (!here || here.log.older !== "available" || here.log.size === 0) return;
      const { log } = here;
      log.older = "loading";
      changed();
      const before = log.firstSeq;
      void connection.ask("message:history", { room: log.room, before, limit: OLDER_AT_ONCE }).then((reply) => {
        if (reply?.ok && reply.data.roomId === log.roomId) {
          log.takeOlder(reply.data.messages, reply.data.more, Date.now());
        } else log.older = "available";
        changed();
      });
    },
    markRead() {
      const here = looked();
      if (!here || (here.unread === 0 && here.firstUnreadKey === null)) return;
      here.unread = 0;
      here.firstUnreadKey = null;
      changed();
    },
    save,
    close() {
      holes.close();
      save();
    },
  };
}
