import type { JoinedRoom, Message, RefusalCode, Reply, RoomSummary } from "../../protocol/events.ts";
import type { ChatConnection } from "./chat-connection.ts";
import type { MoveBlock, SeenRoom } from "./move-block.ts";
import type { RoomEntry, RoomState } from "./page-state.ts";
import { createRoomLog, type RoomLog } from "./room-log.ts";
import type { NewTimelineEntry } from "./timeline-log.ts";
import { createTypingPeople } from "./typing-people.ts";
import type { WindowMemory } from "./window-memory.ts";

const OLDER_AT_ONCE = 200;
const SAVE_MS = 1_000;

export interface ChatRoomsOptions {
  connection: ChatConnection;
  memory: WindowMemory;
  /** The browser's secret, the same in all its windows. */
  person: string;
  note(entry: Omit<NewTimelineEntry, "at">): void;
  /** Something that is shown has changed. */
  changed(): void;
  onMove(block: MoveBlock): void;
}

export interface JoinedHere {
  log: RoomLog;
  membership: RoomState["membership"];
  refusal: RoomState["refusal"];
  unread: number;
  firstUnreadKey: string | null;
}

/** The rooms that this window is in: joining, coming back, what is said there, and which of them is looked at. */
export interface ChatRooms {
  readonly active: JoinedHere | null;
  readonly name: string;
  get(room: string): JoinedHere | undefined;
  entries(): readonly RoomEntry[];
  typingIn(room: string): ReadonlyMap<string, string>;
  /** Under which name rooms are joined from now on. */
  setName(name: string): void;
  /** Another name in all rooms; a refusal in the one that is looked at leaves everything as it was. */
  rename(name: string): Promise<Outcome>;
  /** Joins unless this window is in it already, and looks at it. @returns how the joining ended. */
  open(room: string): Promise<Outcome>;
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

export type Outcome = { ok: true } | { ok: false; code: RefusalCode | "no-answer"; sentence: string };

const NO_ANSWER = "No answer: nobody knows whether this instance let you in. It is asked again at the next connection";

export function createChatRooms(options: ChatRoomsOptions): ChatRooms {
  const { connection, memory, person, note, changed } = options;
  const rooms = new Map<string, JoinedHere>();
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
  const saveSoon = () => {
    saveTimer ??= setTimeout(save, SAVE_MS);
  };
  const touched = () => {
    saveSoon();
    changed();
  };

  const isLooking = (room: string) => room === active && document.visibilityState === "visible";

  const hereIn = (room: string): JoinedHere => {
    const present = rooms.get(room);
    if (present) return present;
    const log = createRoomLog(room, memory.read("session", `seen:${room}`) as SeenRoom | null);
    const made: JoinedHere = { log, membership: "none", refusal: null, unread: 0, firstUnreadKey: null };
    rooms.set(room, made);
    return made;
  };

  async function join(room: string): Promise<Outcome> {
    const here = hereIn(room);
    const { log } = here;
    here.membership = "joining";
    changed();
    const lastSeen = log.roomId === null ? {} : { lastSeen: { roomId: log.roomId, seq: log.seq } };
    const reply = await connection.ask("room:join", { room, name, person, ...lastSeen });
    if (rooms.get(room) !== here) return { ok: true };
    const outcome = outcomeOf(reply);
    if (reply?.ok) joined(here, reply.data);
    else {
      here.membership = connection.isConnected ? "refused" : "none";
      here.refusal = outcome.ok ? null : { code: outcome.code, sentence: outcome.sentence };
      note({
        kind: "refused",
        level: "error",
        instance: log.instance,
        text: `Not in #${room}: ${here.refusal?.sentence}`,
        detail: { room },
      });
    }
    touched();
    return outcome;
  }

  function joined(here: JoinedHere, answer: JoinedRoom): void {
    const { bootId, recovered } = connection.state.getState();
    const wasIn = here.log.roomId !== null;
    const block = here.log.joined(answer, { bootId, at: Date.now() });
    here.membership = "joined";
    here.refusal = null;
    typing.clear(answer.room);
    const how = { same: "the same version", different: "another version", first: "" }[answer.version];
    const text = `In #${answer.room} on ${answer.instance}${how && wasIn ? `: ${how} of it` : ""}`;
    const detail = {
      room: answer.room,
      roomId: answer.roomId,
      version: answer.version,
      messages: answer.messages.length,
      gap: answer.gap,
      recovered,
    };
    note({ kind: "joined", level: "info", instance: answer.instance, text, detail });
    if (block) options.onMove(block);
  }

  function take(message: Message): void {
    const here = rooms.get(message.room);
    if (!here?.log.take(message, Date.now())) return;
    typing.leave(message.room, message.member);
    const own = message.member === here.log.self?.id;
    if (!own && !isLooking(message.room)) {
      here.unread++;
      here.firstUnreadKey ??= message.id;
    }
    if (!own) {
      const text = `Message from ${message.name} in #${message.room}`;
      const detail = { id: message.id, seq: message.seq, room: message.room, count: 1 };
      note({ kind: "message-in", level: "info", instance: message.instance, text, detail });
    }
    touched();
  }

  const inVersion = (room: string, roomId: string, then: (log: RoomLog) => void) => {
    const here = rooms.get(room);
    if (!here || here.log.roomId !== roomId) return;
    then(here.log);
    touched();
  };
  connection.on("message:sent", take);
  connection.on("member:joined", ({ room, roomId, member, at }) =>
    inVersion(room, roomId, (log) => log.memberJoined(member, at)),
  );
  connection.on("member:updated", ({ room, roomId, member }) =>
    inVersion(room, roomId, (log) => log.memberUpdated(member)),
  );
  connection.on("member:left", ({ room, roomId, member, why, at }) =>
    inVersion(room, roomId, (log) => {
      typing.leave(room, member.id);
      log.memberLeft(member, why, at);
    }),
  );
  connection.on("typing:changed", ({ room, member, name: who, typing: is }) => {
    typing.set(room, member, who, is, Date.now());
    changed();
  });
  connection.on("room:listed", (list) => {
    listed = list.rooms;
    changed();
  });
  connection.on("request:refused", ({ event, room }) => {
    if (event === "room:join" && room !== undefined && rooms.has(room)) void join(room);
  });

  return {
    get active() {
      return (active !== null && rooms.get(active)) || null;
    },
    get name() {
      return name;
    },
    get: (room) => rooms.get(room),
    entries() {
      const people = new Map(listed.map((summary) => [summary.room, summary.people]));
      const mine = [...rooms].map(([room, here]): RoomEntry => ({
        room,
        joined: here.membership === "joined",
        active: room === active,
        people: here.membership === "joined" ? here.log.members.size : (people.get(room) ?? null),
        unread: here.unread,
      }));
      const others = listed
        .filter(({ room }) => !rooms.has(room))
        .map(({ room, people: count }): RoomEntry => ({
          room,
          joined: false,
          active: false,
          people: count,
          unread: 0,
        }));
      return [...mine, ...others];
    },
    typingIn: (room) => typing.in(room, Date.now()),
    setName(next) {
      name = next;
    },
    async rename(next) {
      const here = active === null ? undefined : rooms.get(active);
      if (here && connection.isConnected) {
        const lastSeen = here.log.roomId === null ? {} : { lastSeen: { roomId: here.log.roomId, seq: here.log.seq } };
        const reply = await connection.ask("room:join", { room: here.log.room, name: next, person, ...lastSeen });
        if (!reply?.ok) return outcomeOf(reply);
        name = next;
        joined(here, reply.data);
      }
      name = next;
      await Promise.all([...rooms.keys()].filter((room) => room !== active).map((room) => join(room)));
      touched();
      return { ok: true };
    },
    async open(room) {
      active = room;
      const here = hereIn(room);
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
      const here = active === null ? undefined : rooms.get(active);
      if (!here || here.log.older !== "available" || here.log.size === 0) return;
      here.log.older = "loading";
      changed();
      void connection
        .ask("message:history", { room: here.log.room, before: here.log.firstSeq, limit: OLDER_AT_ONCE })
        .then((reply) => {
          if (reply?.ok && reply.data.roomId === here.log.roomId) {
            here.log.takeOlder(reply.data.messages, reply.data.more, Date.now());
          } else here.log.older = "available";
          changed();
        });
    },
    markRead() {
      const here = active === null ? undefined : rooms.get(active);
      if (!here || (here.unread === 0 && here.firstUnreadKey === null)) return;
      here.unread = 0;
      here.firstUnreadKey = null;
      changed();
    },
    save,
    close() {
      save();
    },
  };
}

function outcomeOf(reply: Reply<unknown> | null): Outcome {
  if (!reply) return { ok: false, code: "no-answer", sentence: NO_ANSWER };
  return reply.ok ? { ok: true } : { ok: false, code: reply.code, sentence: reply.message };
}
