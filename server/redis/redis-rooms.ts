import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Message, Refusal, RefusalCode, RoomSummary } from "../../protocol/events.ts";
import type { RoomReport } from "../../protocol/instance-report.ts";
import type { Identity } from "../member/identify.ts";
import { joinRefusal, notJoined, refuse } from "../room/refuse.ts";
import { StoreUnavailableError, type RoomLimits, type RoomListeners, type RoomStore } from "../room/room-store.ts";
import { beginLease } from "./lease.ts";
import { digestOf, readIds, readMembers, readMessage } from "./read-replies.ts";
import type { RedisLink, ScriptReply } from "./redis-link.ts";
import type { ScriptName } from "./scripts.ts";
import { createSeats, type Seat } from "./seats.ts";

export interface RedisRoomsOptions {
  instance: string;
  limits: RoomLimits;
  listeners: RoomListeners;
  link: RedisLink;
  /** How what happens is announced: the adapter, its stream (or the prefix of its channels) and that one's length. */
  announce: { adapter: "streams" | "pubsub" | "foreign"; stream: string; streamLength: number; channel: string };
  leaseMs: number;
  heartbeatMs: number;
  log: Logger;
}

/** How long the keys of a room that somebody is in outlive the death of every instance at once, at least. */
const LEAST_OCCUPIED_MS = 60_000;

/** What a script leaves to the instance to announce: event, payload as JSON, and the connection that is not told, or "". */
type Told = [Parameters<RoomListeners["announce"]>[0], string, string];

/**
 * Rooms in Redis: one version of each for all instances, which outlives any of them. Announcements are the scripts', but
 * for an adapter that these do not know.
 */
export async function createRedisRooms(options: RedisRoomsOptions): Promise<RoomStore> {
  const { instance, limits, listeners, announce, leaseMs, heartbeatMs, log } = options;
  const link = announce.adapter === "foreign" ? announcing(options) : options.link;
  const occupiedMs = Math.max(limits.emptyRoomMs, LEAST_OCCUPIED_MS);
  const common = { ...announce, leaseMs, occupiedMs, emptyRoomMs: limits.emptyRoomMs };
  const seats = createSeats();
  const idsOf = new Map<string, { version: string; ids: string[]; digest: string }>();
  let roomCount = 0;
  let version = "";
  let renewedAt = 0;

  const lease = await beginLease({
    run: (script, args) => link.beat(script, { ...common, ...args }),
    leaseMs,
    heartbeatMs,
    log,
    renew: () => (performance.now() - renewedAt > occupiedMs / 3 ? seats.rooms() : []),
    onBeat: (newVersion, rooms, renewed) => {
      // Not with the heartbeat, which has a connection of its own: there it could overtake a join of the same seat.
      const gone = seats.givenUp();
      if (gone.length > 0) void giveUp(gone);
      if (renewed.length > 0) renewedAt = performance.now();
      roomCount = rooms;
      if (version !== "" && newVersion !== version) listeners.listChanged();
      version = newVersion;
    },
    onLost: () => {
      seats.clear();
      listeners.membershipLost();
    },
  });

  /** What a script answers under this instance's lease. */
  async function ask(script: ScriptName, args: object, ...more: string[]): Promise<[string, ...ScriptReply[]]> {
    const reply = (await link.run(script, { ...common, ...args, lease: lease.id }, ...more)) as [string];
    if (reply[0] !== "lost") return reply;
    // The next heartbeat begins another lease, and everybody takes their seats again.
    throw new StoreUnavailableError(`${instance} was out of touch with the store`);
  }

  /** What fails here is said again after the next heartbeat. */
  async function giveUp(gone: Seat[]): Promise<void> {
    try {
      await ask("leaveAll", { gone });
      seats.settle(gone);
    } catch (err) {
      log.debug({ err }, "leaving later");
    }
  }

  /** The refusal instead of the error, where it is certain that nothing happened. */
  async function orRefusal<T>(work: () => Promise<T>): Promise<T | Refusal> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreUnavailableError) return refuse("unavailable", `${instance}: ${error.message}`);
      throw error;
    }
  }

  async function enter(connection: string, who: Identity, room: string, args: object) {
    const seat = { connection, room };
    const isBack = seats.of(connection, room) !== undefined;
    if (!isBack && seats.roomsOf(connection).length >= limits.roomsPerClient) {
      return joinRefusal("too-many-rooms", { room, instance, who, limits });
    }
    seats.want(seat);
    const { roomsPerInstance: roomsMax, membersPerRoom: membersMax, joinMessages } = limits;
    const asked = { room, connection, who, newId: randomUUID(), roomsMax, membersMax, joinMessages, ...args };
    try {
      const [outcome, ...answer] = await ask("join", asked);
      if (outcome === "refused") return joinRefusal(answer[0] as RefusalCode, { room, instance, who, limits });
      seats.add(seat, who);
      const entered = answer as [string, number, number, string[], string[], string];
      if (entered[5] !== "") listeners.gaveWay(entered[5]);
      return { entered, isNew: entered[0] === asked.newId };
    } catch (error) {
      // Somebody who only asked again stays: what the store holds for this seat is still theirs.
      if (!isBack) seats.giveUp(seat);
      throw error;
    }
  }

  async function report(names: readonly string[], messageIds: number): Promise<RoomReport[]> {
    const rooms = names.map((room) => ({ room, known: idsOf.get(room)?.version ?? "" }));
    const found = (await link.run("report", { ...common, rooms })) as [
      string,
      string,
      string,
      string,
      string[],
      string[],
    ][];
    return found.map(([room, id, seq, last, people, flat]) => {
      const known = idsOf.get(room);
      const now = `${id}:${seq}`;
      const ids = known?.version === now ? known.ids : readIds(flat);
      const digest = known?.version === now ? known.digest : digestOf(ids);
      idsOf.delete(room);
      idsOf.set(room, { version: now, ids, digest });
      const [oldest] = idsOf.keys();
      if (idsOf.size > limits.roomsPerInstance && oldest !== undefined) idsOf.delete(oldest);
      return {
        room,
        id,
        members: readMembers(people).map(({ id, name }) => ({ id, name })),
        messageIds: messageIds === 0 ? [] : ids.slice(-messageIds),
        messageCount: ids.length,
        digest,
        lastMessage: last === "" ? null : (JSON.parse(last) as RoomReport["lastMessage"]),
      };
    });
  }

  async function list(limit: number): Promise<RoomSummary[]> {
    const found = (await link.run("list", common)) as [string, string, string, string][];
    return found
      .map(([room, people, id, seq]) => ({ room, id, people: Number(people), seq: Number(seq) }))
      .sort((a, b) => b.people - a.people || (a.room < b.room ? -1 : 1))
      .slice(0, limit);
  }

  return {
    join: (connection, who, room, lastSeen, newRooms) =>
      orRefusal(async () => {
        const mayCreate = newRooms?.hasOne() !== false;
        const answer = await enter(connection, who, room, lastSeen ? { lastSeen, mayCreate } : { mayCreate });
        if (!("entered" in answer)) return answer;
        if (answer.isNew) newRooms?.spend();
        const [roomId, seq, gap, people, lines] = answer.entered;
        const members = readMembers(people);
        return {
          ok: true,
          data: {
            room,
            roomId,
            instance,
            self: members.find(({ id }) => id === who.id)!,
            members,
            messages: lines.map(readMessage),
            seq,
            version: lastSeen ? (lastSeen.roomId === roomId ? "same" : "different") : "first",
            gap: gap === 1,
          },
        };
      }),
    resume: (connection, who, room, roomId) =>
      orRefusal(async () => {
        const answer = await enter(connection, who, room, { resumedId: roomId });
        return "entered" in answer ? { ok: true, data: { room } } : answer;
      }),
    leave: (connection, room) =>
      orRefusal(async () => {
        const [outcome, roomId] = await ask("leave", { connection, room });
        if (outcome === "refused") return notJoined(room, instance);
        seats.remove({ connection, room });
        return { ok: true, data: { room, roomId: roomId as string } };
      }),
    leaveAll: async (connection) => {
      const rooms = seats.roomsOf(connection);
      if (rooms.length === 0) return;
      const given = rooms.map((room) => ({ connection, room }));
      for (const seat of given) seats.giveUp(seat);
      await giveUp(given);
    },
    send: (connection, room, { id, text }) =>
      orRefusal(async () => {
        const who = seats.of(connection, room);
        if (!who) return notJoined(room, instance);
        const head = JSON.stringify({ id, room, name: who.name, member: who.id, text, instance }).slice(0, -1);
        const { historyMessages, historyCharacters } = limits;
        const asked = {
          connection,
          room,
          id,
          member: who.id,
          characters: text.length,
          historyMessages,
          historyCharacters,
        };
        const [outcome, said, repeated] = await ask("send", asked, head, JSON.stringify(who.name));
        if (outcome === "refused") {
          return said === "id-taken"
            ? refuse("id-taken", `id: "${id}" is the id of somebody else's message in #${room}`)
            : notJoined(room, instance);
        }
        return { ok: true, data: { message: JSON.parse(said as string) as Message, repeated: repeated === 1 } };
      }),
    history: (connection, room, before, limit) =>
      orRefusal(async () => {
        // One more than asked for tells whether there are older ones.
        const [outcome, roomId, lines] = await ask("history", { connection, room, before, limit: limit + 1 });
        if (outcome === "refused") return notJoined(room, instance);
        const found = (lines as string[]).map(readMessage);
        const more = found.length > limit;
        return { ok: true, data: { room, roomId: roomId as string, messages: more ? found.slice(1) : found, more } };
      }),
    memberOf: (connection, room) => {
      const who = seats.of(connection, room);
      return who ? { id: who.id, name: who.name } : null;
    },
    list,
    report: async (what) => {
      if ("room" in what) return report([what.room], what.messageIds);
      return report(
        (await list(what.rooms)).map(({ room }) => room),
        what.messageIds,
      );
    },
    count: () => roomCount,
    isAvailable: () => link.isReady && !link.isRefusing && lease.isHeld,
    close: () => lease.release(),
  };
}

/** Announces what each script left to it, in the order of the answers. */
function announcing({
  link,
  listeners,
}: RedisRoomsOptions): Pick<RedisLink, "run" | "beat" | "isReady" | "isRefusing"> {
  const heard = async (answer: Promise<ScriptReply>) => {
    const [reply, told] = (await answer) as [ScriptReply, Told[]];
    for (const [event, payload, except] of told) {
      listeners.announce(event, JSON.parse(payload) as never, except === "" ? undefined : except);
    }
    return reply;
  };
  return {
    get isReady() {
      return link.isReady;
    },
    get isRefusing() {
      return link.isRefusing;
    },
    run: (script, args, ...more) => heard(link.run(script, args, ...more)),
    beat: (script, args) => heard(link.beat(script, args)),
  };
}
