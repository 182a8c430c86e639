import { randomUUID } from "node:crypto";
import type { JoinedRoom, Refusal, RefusalCode } from "../../protocol/events.ts";
import type { RoomReport } from "../../protocol/instance-report.ts";
import type { Identity } from "../member/identify.ts";
import { joinRefusal, notJoined, refuse } from "./refuse.ts";
import { createRoomHistory, type RoomHistory } from "./room-history.ts";
import { createRoomPeople, type PeopleChange, type RoomPeople } from "./room-people.ts";
import type { NewRoomBudget, RoomLimits, RoomListeners, RoomStore } from "./room-store.ts";

interface Room {
  name: string;
  id: string;
  people: RoomPeople;
  history: RoomHistory;
  emptySince: number;
  /** Runs while the room is empty. */
  expiry: NodeJS.Timeout | undefined;
}

interface MemoryRoomsOptions {
  /** Written on each message as the instance that accepted it. */
  instance: string;
  limits: RoomLimits;
  listeners: RoomListeners;
  now?: () => number;
  randomId?: () => string;
}

/** Rooms in the memory of this process and nowhere else: what the instance's death, or a move to another one, loses. */
export function createMemoryRooms(options: MemoryRoomsOptions): RoomStore {
  const { instance, limits, listeners, now = Date.now, randomId = randomUUID } = options;
  const rooms = new Map<string, Room>();
  const roomsOf = new Map<string, Set<Room>>();

  const presence = (connection: string, name: string) => {
    const room = rooms.get(name);
    const member = room?.people.of(connection);
    return room && member ? { room, member } : null;
  };

  function createRoom(name: string): Room {
    const history = createRoomHistory({ messages: limits.historyMessages, characters: limits.historyCharacters });
    const room: Room = {
      name,
      id: randomId(),
      people: createRoomPeople(),
      history,
      emptySince: now(),
      expiry: undefined,
    };
    rooms.set(name, room);
    return room;
  }

  function drop(room: Room) {
    clearTimeout(room.expiry);
    rooms.delete(room.name);
    listeners.listChanged();
  }

  /** The room that has been empty longest gives way to a new one, sooner where nobody said anything in it. */
  function makePlace(): boolean {
    if (rooms.size < limits.roomsPerInstance) return true;
    const [idle] = [...rooms.values()]
      .filter(({ people }) => people.size === 0)
      .sort((a, b) => Number(a.history.seq > 0) - Number(b.history.seq > 0) || a.emptySince - b.emptySince);
    if (!idle) return false;
    drop(idle);
    listeners.gaveWay(idle.name);
    return true;
  }

  function refusal(connection: string, who: Identity, name: string, newRooms?: NewRoomBudget): Refusal | null {
    const room = rooms.get(name);
    const refused = (code: RefusalCode) => joinRefusal(code, { room: name, instance, who, limits });
    if (!room?.people.of(connection) && (roomsOf.get(connection)?.size ?? 0) >= limits.roomsPerClient) {
      return refused("too-many-rooms");
    }
    if (!room && newRooms?.hasOne() === false) return refused("rate-limited");
    if (!room) return makePlace() ? null : refused("instance-full");
    if (room.people.isTaken(who)) return refused("name-taken");
    const isFull = room.people.size >= limits.membersPerRoom;
    return isFull && room.people.isOneMore(connection, who) ? refused("room-full") : null;
  }

  function announce(room: Room, change: PeopleChange, why: "left" | "disconnected", except?: string) {
    const { name, id: roomId } = room;
    const { event, member } = change;
    // Written out: news is kept for recovery, and V8 gives each object that is spread into another a shape of its own.
    if (event === "member:joined") listeners.announce(event, { room: name, roomId, member, at: now() }, except);
    if (event === "member:updated") listeners.announce(event, { room: name, roomId, member }, except);
    if (event === "member:left") listeners.announce(event, { room: name, roomId, member, why, at: now() }, except);
    listeners.listChanged();
  }

  function enter(room: Room, connection: string, who: Identity, except?: string) {
    clearTimeout(room.expiry);
    const changes = room.people.add(connection, who);
    const mine = roomsOf.get(connection) ?? new Set();
    roomsOf.set(connection, mine.add(room));
    for (const change of changes) announce(room, change, "left", except);
  }

  function exit(room: Room, connection: string, why: "left" | "disconnected") {
    const change = room.people.remove(connection);
    const mine = roomsOf.get(connection);
    mine?.delete(room);
    if (mine?.size === 0) roomsOf.delete(connection);
    if (change) announce(room, change, why);
    if (room.people.size > 0) return;
    room.emptySince = now();
    room.expiry = setTimeout(() => drop(room), limits.emptyRoomMs).unref();
  }

  function describe(room: Room, connection: string, lastSeen?: { roomId: string; seq: number }): JoinedRoom {
    const { history, people } = room;
    const version = lastSeen ? (lastSeen.roomId === room.id ? "same" : "different") : "first";
    const seen = version === "same" && lastSeen ? lastSeen.seq : null;
    const { messages, gap } =
      seen === null
        ? { messages: history.before(history.seq + 1, limits.joinMessages), gap: false }
        : history.after(seen);
    return {
      room: room.name,
      roomId: room.id,
      instance,
      self: people.of(connection) as JoinedRoom["self"],
      members: people.list(),
      messages,
      seq: history.seq,
      version,
      gap,
    };
  }

  const byPeople = () =>
    [...rooms.values()].sort((a, b) => b.people.size - a.people.size || (a.name < b.name ? -1 : 1));

  function report(room: Room, messageIds: number): RoomReport {
    const { history, people } = room;
    return {
      room: room.name,
      id: room.id,
      members: people.list().map(({ id, name }) => ({ id, name })),
      messageIds: history.before(history.seq + 1, messageIds).map(({ id }) => id),
      messageCount: history.size,
      digest: history.digest(),
      lastMessage: history.last ? { id: history.last.id, name: history.last.name, at: history.last.at } : null,
    };
  }

  return {
    join: (connection, who, name, lastSeen, newRooms) => {
      const refused = refusal(connection, who, name, newRooms);
      if (refused) return refused;
      if (!rooms.has(name)) newRooms?.spend();
      const room = rooms.get(name) ?? createRoom(name);
      enter(room, connection, who, connection);
      return { ok: true, data: describe(room, connection, lastSeen) };
    },
    resume: (connection, who, name, roomId) => {
      const room = rooms.get(name);
      if (room?.id !== roomId) return joinRefusal("not-joined", { room: name, instance, who, limits });
      const refused = refusal(connection, who, name);
      if (refused) return refused;
      enter(room, connection, who);
      return { ok: true, data: { room: name } };
    },
    leave: (connection, name) => {
      const present = presence(connection, name);
      if (!present) return notJoined(name, instance);
      exit(present.room, connection, "left");
      return { ok: true, data: { room: name, roomId: present.room.id } };
    },
    leaveAll: (connection) => {
      for (const room of roomsOf.get(connection) ?? []) exit(room, connection, "disconnected");
    },
    send: (connection, name, { id, text }) => {
      const present = presence(connection, name);
      if (!present) return notJoined(name, instance);
      const { room, member } = present;
      const first = room.history.find(id);
      if (first?.member === member.id) return { ok: true, data: { message: first, repeated: true } };
      if (first) return refuse("id-taken", `id: "${id}" is the id of somebody else's message in #${name}`);
      const message = {
        id,
        room: name,
        roomId: room.id,
        seq: room.history.seq + 1,
        name: member.name,
        member: member.id,
        text,
        instance,
        at: now(),
      };
      room.history.add(message);
      listeners.announce("message:sent", message);
      listeners.listChanged();
      return { ok: true, data: { message, repeated: false } };
    },
    history: (connection, name, before, limit) => {
      const present = presence(connection, name);
      if (!present) return notJoined(name, instance);
      const { id, history } = present.room;
      // One more than asked for tells whether there are older ones.
      const found = history.before(before, limit + 1);
      const more = found.length > limit;
      return { ok: true, data: { room: name, roomId: id, messages: more ? found.slice(1) : found, more } };
    },
    memberOf: (connection, name) => presence(connection, name)?.member ?? null,
    list: (limit) =>
      byPeople()
        .slice(0, limit)
        .map(({ name, id, people, history }) => ({ room: name, id, people: people.size, seq: history.seq })),
    report: (what) => {
      if ("rooms" in what)
        return byPeople()
          .slice(0, what.rooms)
          .map((room) => report(room, what.messageIds));
      const room = rooms.get(what.room);
      return room ? [report(room, what.messageIds)] : [];
    },
    count: () => rooms.size,
    isAvailable: () => true,
    close: () => {
      for (const room of rooms.values()) clearTimeout(room.expiry);
      rooms.clear();
      roomsOf.clear();
    },
  };
}
