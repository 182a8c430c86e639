import { batch, computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals-core";
import type { JoinedRoom, RoomSummary } from "../../protocol/events.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import { countOf } from "../page/count-of.ts";
import { windowVisible } from "../page/window-visible.ts";
import type { WindowMemory } from "../session/window-memory.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { hearRooms } from "./hear-rooms.ts";
import { isPassing, joinOutcome, type JoinOutcome } from "./join-outcome.ts";
import { createHoleMender } from "./mend-holes.ts";
import type { SeenRoom } from "./messages/move-block.ts";
import { createOpenRoom, type OpenRoom } from "./open-room.ts";
import { createTypingPeople } from "./people/typing-people.ts";
import { roomEntries } from "./room-entries.ts";

const OLDER_AT_ONCE = 200;
const SAVE_MS = 1_000;
/** Between two tries to join where the refusal may pass. */
const JOIN_AGAIN_MS = 2_000;

export interface ChatRoomsOptions {
  connection: ChatConnection;
  memory: WindowMemory;
  /** The browser's secret, the same in all its windows. */
  person: string;
  timeline: Timeline;
  /** Each room has an instance of its own: only the one that is looked at is joined. */
  isOneAtOnce: ReadonlySignal<boolean>;
}

/** The rooms that this window is in: joining, coming back, what is said there, and which of them is looked at. */
export function createChatRooms({ connection, memory, person, timeline, isOneAtOnce }: ChatRoomsOptions) {
  const open = signal<ReadonlyMap<string, OpenRoom>>(new Map());
  const listed = signal<readonly RoomSummary[]>([]);
  const activeName = signal<string | null>(null);
  const active = computed(() => open.value.get(activeName.value ?? "") ?? null);
  const name = signal("");
  const typing = createTypingPeople();
  let saveTimer: ReturnType<typeof setTimeout> | null = null;

  const get = (room: string) => open.value.get(room);
  const save = () => {
    if (saveTimer !== null) clearTimeout(saveTimer);
    saveTimer = null;
    for (const [room, { log }] of open.value) memory.write("session", `seen:${room}`, log.seen());
    memory.write("session", "rooms", [...open.value.keys()]);
  };
  const saveLater = () => void (saveTimer ??= setTimeout(save, SAVE_MS));
  const isElsewhere = (room: string) => isOneAtOnce.value && room !== activeName.value;
  const isLooking = (here: OpenRoom) => here === active.value && windowVisible.is();

  const opened = (room: string): OpenRoom => {
    const present = get(room);
    if (present) return present;
    const made = createOpenRoom(room, memory.read("session", `seen:${room}`) as SeenRoom | null);
    open.value = new Map(open.value).set(room, made);
    return made;
  };

  /** Asks with what this window saw last; a yes has been taken in when it resolves. */
  async function askToJoin(here: OpenRoom, as: string) {
    const { room, roomId, completeSeq } = here.log;
    const lastSeen = roomId === null ? {} : { lastSeen: { roomId, seq: completeSeq } };
    here.asking++;
    const reply = await connection.ask("room:join", { room, name: as, person, ...lastSeen });
    here.asking--;
    if (here.membership.value === "left") {
      // It was let in after it had left, where an instance answers one before the other.
      if (reply?.ok && !get(room)) void connection.ask("room:leave", { room });
      return reply;
    }
    if (isElsewhere(room)) {
      leaveInstance(here);
      return reply;
    }
    if (reply?.ok) joined(here, reply.data);
    if (here.asking === 0) for (const hear of here.early.splice(0)) hear();
    return reply;
  }

  /** It stays among mine, and is joined when it is looked at. */
  function leaveInstance(here: OpenRoom): void {
    here.membership.value = "none";
    if (connection.isConnected) void connection.ask("room:leave", { room: here.log.room });
  }

  async function join(room: string): Promise<JoinOutcome> {
    const here = opened(room);
    here.membership.value = "joining";
    const reply = await askToJoin(here, name.value);
    if (get(room) !== here) return { ok: true };
    const outcome = joinOutcome(reply);
    if (!outcome.ok) {
      const { code, sentence } = outcome;
      // Tried again and again while the store is away, it is told once.
      const isNew = here.refusal.value?.sentence !== sentence;
      here.refusal.value = { code, sentence };
      here.membership.value = connection.isConnected ? "refused" : "none";
      const text = `Not in #${room}: ${sentence}`;
      const entry = { kind: "refused", level: "error", instance: here.log.instance, text, detail: { room } } as const;
      if (isNew) timeline.note(entry);
      if (isPassing(code)) setTimeout(() => joinAgain(here), JOIN_AGAIN_MS);
    }
    saveLater();
    return outcome;
  }

  /** The store was away, or an answer: nobody should have to press a button once it is back. */
  function joinAgain(here: OpenRoom): void {
    if (here.membership.value === "refused" && connection.isConnected) void join(here.log.room);
  }

  function joined(here: OpenRoom, answer: JoinedRoom): void {
    const { bootId, recovered } = connection.now.value;
    const { room, roomId, instance, version, messages, gap } = answer;
    const how =
      here.log.roomId === null
        ? ""
        : { same: ": the same version", different: ": another version", first: "" }[version];
    batch(() => {
      here.log.joined(answer, { bootId, at: Date.now() });
      here.membership.value = "joined";
      here.refusal.value = null;
    });
    typing.clear(room);
    timeline.note({
      kind: "joined",
      level: "info",
      instance,
      text: `In #${room} on ${instance}${how && `${how} of it`}`,
      detail: { room, roomId, version, messages: messages.length, gap, recovered },
    });
  }

  const holes = createHoleMender(async (here) => {
    const before = here.log.size;
    const { room, instance } = here.log;
    await askToJoin(here, name.value);
    if (here.log.size === before) return;
    const text = `${countOf(here.log.size - before, "message")} of #${room} had not arrived: asked for again`;
    timeline.note({ kind: "joined", level: "warn", instance, text, detail: { room, seq: here.log.seq } });
    saveLater();
  });

  hearRooms(connection, {
    get,
    typing,
    holes,
    onKept: saveLater,
    onMessage(message, here) {
      if (message.member === here.log.self?.id) return;
      if (!isLooking(here)) {
        here.unread.value++;
        here.firstUnread.value ??= message.id;
      }
      const text = `Message from ${message.name} in #${message.room}`;
      const detail = { id: message.id, seq: message.seq, room: message.room, count: 1 };
      timeline.note({ kind: "message-in", level: "info", instance: message.instance, text, detail });
    },
    onListed: (rooms) => (listed.value = rooms),
    onNotBack: (room) => void join(room),
  });
  connection.onLost(() => {
    for (const here of open.value.values()) if (here.membership.value !== "refused") here.membership.value = "none";
    typing.clear();
    saveLater();
  });

  const stop = effect(() => {
    if (!isOneAtOnce.value) return;
    untracked(() => {
      const others = [...open.value.values()].filter(({ log }) => log.room !== activeName.value);
      for (const here of others) if (here.membership.value === "joined") leaveInstance(here);
    });
  });

  return {
    /** The room that is looked at. */
    active,
    /** Under which name rooms are joined. */
    name,
    entries: computed(() => roomEntries(open.value, active.value, listed.value)),
    /** Who is typing where: names by `Member.id`. */
    typing: typing.rooms,
    get,
    /** Another name in all rooms; a refusal in the one that is looked at leaves everything as it was. */
    async rename(next: string): Promise<JoinOutcome> {
      const here = active.value;
      if (here && connection.isConnected) {
        const reply = await askToJoin(here, next);
        if (!reply?.ok) return joinOutcome(reply);
      }
      name.value = next;
      await Promise.all(
        [...open.value].filter(([name, room]) => room !== here && !isElsewhere(name)).map(([room]) => join(room)),
      );
      saveLater();
      return { ok: true };
    },
    /** Joins unless this window is in it already, and looks at it. @returns how the joining ended. */
    async open(room: string): Promise<JoinOutcome> {
      const here = opened(room);
      activeName.value = room;
      here.unread.value = 0;
      saveLater();
      const { value: membership } = here.membership;
      if (membership === "joined" || membership === "joining" || !connection.isConnected) return { ok: true };
      // The connection that comes is for this room.
      if (isOneAtOnce.value && connection.room !== room) return { ok: true };
      return join(room);
    },
    leave(room: string): void {
      const here = get(room);
      if (!here) return;
      here.membership.value = "left";
      batch(() => {
        open.value = new Map([...open.value].filter(([one]) => one !== room));
        if (activeName.value === room) activeName.value = open.value.keys().next().value ?? null;
      });
      memory.forget("session", `seen:${room}`);
      if (connection.isConnected) void connection.ask("room:leave", { room });
      saveLater();
    },
    /** After each connect: back into every room, with what this window saw last; the one that is looked at first. */
    async joinAll(): Promise<void> {
      const names = [...open.value.keys()]
        .filter((room) => !isElsewhere(room))
        .sort((a, b) => Number(b === activeName.value) - Number(a === activeName.value));
      await Promise.all(names.map((room) => join(room)));
      const reply = await connection.ask("room:list", {});
      if (reply?.ok) listed.value = reply.data.rooms;
    },
    loadOlder(): void {
      const log = active.value?.log;
      if (!log || log.older !== "available" || log.size === 0) return;
      log.olderAsked();
      const request = { room: log.room, before: log.firstSeq, limit: OLDER_AT_ONCE };
      void connection.ask("message:history", request).then((reply) => {
        if (!reply?.ok || reply.data.roomId !== log.roomId) return log.olderUnknown();
        log.takeOlder(reply.data.messages, reply.data.more, Date.now());
      });
    },
    /** The reader has seen the newest message. */
    markRead(): void {
      const here = active.value;
      if (!here) return;
      here.unread.value = 0;
      here.firstUnread.value = null;
    },
    save,
    close() {
      stop();
      holes.close();
      save();
    },
  };
}

export type ChatRooms = ReturnType<typeof createChatRooms>;
