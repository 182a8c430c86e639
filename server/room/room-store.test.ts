import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { startRedis, type RedisServer } from "../../machine/redis/start-redis.ts";
import type { JoinedRoom, Reply } from "../../protocol/events.ts";
import { defaultSettings } from "../settings/settings.ts";
import { identify } from "../member/identify.ts";
import { createMemoryRooms } from "./memory-rooms.ts";
import { openRedisRooms, type Announced } from "../fixtures/open-redis-rooms.ts";
import type { RoomLimits, RoomStore } from "./room-store.ts";

const who = (name: string, person = `secret-of-${name}`) => identify(person, name);

interface Opened {
  rooms: RoomStore;
  /** Everything that was announced so far, once all of it has arrived. */
  announced(): Promise<Announced[]>;
}

async function openMemoryRooms(limits: RoomLimits): Promise<Opened & { close(): Promise<void> }> {
  const log: Announced[] = [];
  const rooms = createMemoryRooms({
    instance: "chat-1",
    limits,
    listeners: {
      announce: (event, payload, except) => log.push({ event, payload, except: except ?? null }),
      listChanged: () => {},
      gaveWay: () => {},
      membershipLost: () => {},
    },
  });
  return { rooms, announced: async () => log, close: async () => rooms.close() };
}

describe("in memory", () => {
  suite(openMemoryRooms);
});

const missing = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;
describe.skipIf(missing)(`in Redis${missing}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  describe.each(["streams", "pubsub"] as const)("announced by %s", (adapter) => {
    suite((limits) => openRedisRooms({ url: redis.url, limits, adapter, instance: "chat-1" }));
  });
});

function suite(open: (limits: RoomLimits) => Promise<Opened & { close(): Promise<void> }>): void {
  async function opened(work: (opened: Opened) => Promise<void>, limits: Partial<RoomLimits> = {}): Promise<void> {
    const store = await open({ ...defaultSettings(), ...limits });
    try {
      await work(store);
    } finally {
      await store.close();
    }
  }
  const joined = async (reply: Reply<JoinedRoom> | Promise<Reply<JoinedRoom>>): Promise<JoinedRoom> => {
    const answer = await reply;
    if (!answer.ok) throw new Error(answer.message);
    return answer.data;
  };
  const code = async (reply: unknown) => {
    const answer = (await reply) as Reply<unknown>;
    return answer.ok ? "ok" : answer.code;
  };
  const say = async (rooms: RoomStore, connection: string, text: string, room = "lobby", id: string = randomUUID()) => {
    const reply = await rooms.send(connection, room, { id, text });
    if (!reply.ok) throw new Error(reply.message);
    return reply.data;
  };

  test("who joins is told of the room, and the others of who joins", () =>
    opened(async ({ rooms, announced }) => {
      const first = await joined(rooms.join("c1", who("Ada"), "lobby"));
      expect(first).toMatchObject({
        room: "lobby",
        instance: "chat-1",
        seq: 0,
        version: "first",
        gap: false,
        messages: [],
      });
      expect(first.self).toEqual({ id: who("Ada").id, name: "Ada", tabs: 1 });
      const second = await joined(rooms.join("c2", who('Zoë 👩‍🚀 "<b>\\'), "lobby"));
      expect(second.roomId).toBe(first.roomId);
      expect(second.members.map(({ name }) => name)).toEqual(["Ada", 'Zoë 👩‍🚀 "<b>\\']);
      const said = (await announced()).map(({ event, payload, except }) => [event, payload, except]);
      expect(said).toEqual([
        ["member:joined", { room: "lobby", roomId: first.roomId, member: first.self, at: expect.any(Number) }, "c1"],
        ["member:joined", { room: "lobby", roomId: first.roomId, member: second.self, at: expect.any(Number) }, "c2"],
      ]);
    }));

  test("two windows of one person are one member; the last one to go is who leaves", () =>
    opened(async ({ rooms, announced }) => {
      const { roomId } = await joined(rooms.join("c1", who("Ada"), "lobby"));
      const second = await joined(rooms.join("c2", who("Ada"), "lobby"));
      expect(second.members).toEqual([{ id: who("Ada").id, name: "Ada", tabs: 2 }]);
      expect(await rooms.leave("c1", "lobby")).toEqual({ ok: true, data: { room: "lobby", roomId } });
      await rooms.leaveAll("c2");
      const events = (await announced()).map(({ event, payload }) => [event, payload.member?.tabs, payload.why]);
      expect(events).toEqual([
        ["member:joined", 1, undefined],
        ["member:updated", 2, undefined],
        ["member:updated", 1, undefined],
        ["member:left", 0, "disconnected"],
      ]);
      expect(await code(rooms.leave("c1", "lobby"))).toBe("not-joined");
    }));

  test("joining again changes nothing, under another name it renames", () =>
    opened(async ({ rooms, announced }) => {
      await joined(rooms.join("c1", who("Ada"), "lobby"));
      await joined(rooms.join("c1", who("Ada"), "lobby"));
      expect((await joined(rooms.join("c1", who("ADA", "secret-of-Ada"), "lobby"))).self.name).toBe("ADA");
      const bo = await joined(rooms.join("c1", who("Bo", "secret-of-Ada"), "lobby"));
      expect(bo.members.map(({ name }) => name)).toEqual(["Bo"]);
      expect(await rooms.memberOf("c1", "lobby")).toMatchObject({ id: bo.self.id, name: "Bo" });
      const events = (await announced()).map(({ event, payload, except }) => [event, payload.member?.name, except]);
      expect(events).toEqual([
        ["member:joined", "Ada", "c1"],
        ["member:updated", "ADA", "c1"],
        ["member:left", "ADA", "c1"],
        ["member:joined", "Bo", "c1"],
      ]);
    }));

  test("a name belongs to one person, also one that only looks alike", () =>
    opened(async ({ rooms }) => {
      await joined(rooms.join("c1", who("Ada"), "lobby"));
      expect(await code(rooms.join("c2", who("ada", "another"), "lobby"))).toBe("name-taken");
      expect(await code(rooms.join("c2", who("Bo", "another"), "lobby"))).toBe("ok");
      expect(await code(rooms.join("c2", who("Ada", "another"), "lobby"))).toBe("name-taken");
      await rooms.leave("c1", "lobby");
      expect(await code(rooms.join("c2", who("Ada", "another"), "lobby"))).toBe("ok");
      expect(await code(rooms.join("c1", who("Bo", "third"), "lobby"))).toBe("ok");
    }));

  test("limits: rooms of a client, people in a room, rooms in all", () =>
    opened(
      async ({ rooms }) => {
        await joined(rooms.join("c1", who("Ada"), "one"));
        await joined(rooms.join("c1", who("Ada"), "two"));
        await say(rooms, "c1", "kept", "two");
        expect(await code(rooms.join("c1", who("Ada"), "three"))).toBe("too-many-rooms");
        expect(await code(rooms.join("c2", who("Bo"), "three"))).toBe("instance-full");
        expect(await code(rooms.join("c2", who("Bo"), "one"))).toBe("ok");
        expect(await code(rooms.join("c3", who("Cy"), "one"))).toBe("room-full");
        // One more window makes no more people, and a rename neither.
        expect(await code(rooms.join("c3", who("Bo"), "one"))).toBe("ok");
        expect(await code(rooms.join("c1", who("Di"), "one"))).toBe("ok");
        await rooms.leaveAll("c1");
        await rooms.leaveAll("c2");
        await rooms.leaveAll("c3");
        // The room with a message stays; the one without gives way.
        expect(await code(rooms.join("c2", who("Bo"), "three"))).toBe("ok");
        expect((await rooms.list(9)).map(({ room }) => room)).toEqual(["three", "two"]);
      },
      { roomsPerClient: 2, membersPerRoom: 2, roomsPerInstance: 2 },
    ));

  test("messages are numbered, told to everyone, and kept", () =>
    opened(async ({ rooms, announced }) => {
      const { roomId } = await joined(rooms.join("c1", who("Ada"), "lobby"));
      await joined(rooms.join("c2", who("Bo"), "lobby"));
      const text = 'two\nlines, a "quote", a \\ and 👩‍🚀 \u2028 \u0000';
      const { message, repeated } = await say(rooms, "c1", text);
      expect(repeated).toBe(false);
      expect(message).toEqual({
        id: message.id,
        room: "lobby",
        roomId,
        seq: 1,
        name: "Ada",
        member: who("Ada").id,
        text,
        instance: "chat-1",
        at: expect.any(Number),
      });
      expect((await say(rooms, "c2", "hi")).message.seq).toBe(2);
      const sent = (await announced()).filter(({ event }) => event === "message:sent");
      expect(sent.map(({ payload }) => payload.text)).toEqual([text, "hi"]);
      expect(sent[0]).toEqual({ event: "message:sent", payload: message, except: null });
      const again = await joined(rooms.join("c3", who("Cy"), "lobby"));
      expect(again.messages.map((one) => one.text)).toEqual([text, "hi"]);
      expect(again.messages[0]).toEqual(message);
    }));

  test("a repeated id is the same message; somebody else's id is refused", () =>
    opened(async ({ rooms, announced }) => {
      await joined(rooms.join("c1", who("Ada"), "lobby"));
      await joined(rooms.join("c2", who("Bo"), "lobby"));
      const { message } = await say(rooms, "c1", "once");
      expect(await say(rooms, "c1", "twice", "lobby", message.id)).toEqual({ message, repeated: true });
      expect(await code(rooms.send("c2", "lobby", { id: message.id, text: "mine" }))).toBe("id-taken");
      expect(await code(rooms.send("c3", "lobby", { id: "another-id", text: "not in" }))).toBe("not-joined");
      expect((await announced()).filter(({ event }) => event === "message:sent")).toHaveLength(1);
      expect((await say(rooms, "c1", "next")).message.seq).toBe(2);
    }));

  test("who comes back gets what it missed, or is told that it is another version or that some is gone", () =>
    opened(
      async ({ rooms }) => {
        const { roomId } = await joined(rooms.join("c1", who("Ada"), "lobby"));
        for (const text of ["1", "2", "3", "4", "5"]) await say(rooms, "c1", text);
        const back = async (seq: number, id = roomId) =>
          joined(rooms.join("c2", who("Bo"), "lobby", { roomId: id, seq }));
        const texts = ({ messages }: JoinedRoom) => messages.map(({ text }) => text).join("");
        expect(await back(3)).toMatchObject({ version: "same", gap: false, seq: 5 });
        expect(texts(await back(3))).toBe("45");
        expect(texts(await back(5))).toBe("");
        expect(texts(await back(9))).toBe("");
        expect(await back(1)).toMatchObject({ version: "same", gap: false });
        expect(texts(await back(1))).toBe("2345");
        expect(await back(0)).toMatchObject({ version: "same", gap: true });
        expect(texts(await back(0))).toBe("2345");
        expect(await back(3, randomUUID())).toMatchObject({ version: "different", gap: false });
        expect(texts(await back(3, randomUUID()))).toBe("45");
      },
      { historyMessages: 4, joinMessages: 2 },
    ));

  test("history is read backwards, and keeps so many messages and characters but always the newest", () =>
    opened(
      async ({ rooms }) => {
        await joined(rooms.join("c1", who("Ada"), "lobby"));
        const ids: string[] = [];
        for (const text of ["a", "b", "c", "d", "e"]) ids.push((await say(rooms, "c1", text)).message.id);
        const page = async (before: number, limit: number) => {
          const reply = await rooms.history("c1", "lobby", before, limit);
          if (!reply.ok) throw new Error(reply.message);
          return [reply.data.messages.map(({ text }) => text).join(""), reply.data.more];
        };
        expect(await page(6, 2)).toEqual(["de", true]);
        expect(await page(4, 2)).toEqual(["bc", true]);
        expect(await page(4, 3)).toEqual(["abc", false]);
        expect(await page(1, 9)).toEqual(["", false]);
        expect(await page(99, 9)).toEqual(["abcde", false]);
        expect(await code(rooms.history("c2", "lobby", 9, 9))).toBe("not-joined");
        await say(rooms, "c1", "fghij");
        expect(await page(99, 9)).toEqual(["bcdefghij", false]);
        // An id that is forgotten is a new message's.
        expect((await say(rooms, "c1", "x", "lobby", ids[0])).repeated).toBe(false);
        await say(rooms, "c1", "longer than everything allowed");
        expect(await page(99, 9)).toEqual(["longer than everything allowed", false]);
      },
      { historyMessages: 100, historyCharacters: 9 },
    ));

  test("a recovered connection is put back only into that version, and is told itself", () =>
    opened(async ({ rooms, announced }) => {
      const { roomId, self } = await joined(rooms.join("c1", who("Ada"), "lobby"));
      await joined(rooms.join("c2", who("Bo"), "lobby"));
      await rooms.leaveAll("c1");
      expect(await code(rooms.resume("c1", who("Ada"), "lobby", randomUUID()))).toBe("not-joined");
      expect(await rooms.resume("c1", who("Ada"), "lobby", roomId)).toEqual({ ok: true, data: { room: "lobby" } });
      expect((await announced()).at(-1)).toMatchObject({
        event: "member:joined",
        payload: { member: self },
        except: null,
      });
      expect((await say(rooms, "c1", "back")).message.name).toBe("Ada");
    }));

  test("lists and reports: the fullest rooms first, ids in order, equal digests for equal messages", () =>
    opened(async ({ rooms }) => {
      await joined(rooms.join("c1", who("Ada"), "b-room"));
      await joined(rooms.join("c1", who("Ada"), "a-room"));
      await joined(rooms.join("c2", who("Bo"), "lobby"));
      await joined(rooms.join("c3", who("Cy"), "lobby"));
      const list = await rooms.list(9);
      expect(list.map(({ room, people, seq }) => [room, people, seq])).toEqual([
        ["lobby", 2, 0],
        ["a-room", 1, 0],
        ["b-room", 1, 0],
      ]);
      expect(await rooms.list(1)).toHaveLength(1);
      const ids: string[] = [];
      for (const text of ["1", "2", "3"]) ids.push((await say(rooms, "c2", text)).message.id);
      const [report] = await rooms.report({ room: "lobby", messageIds: 2 });
      expect(report).toMatchObject({
        room: "lobby",
        id: list[0]!.id,
        members: [
          { id: who("Bo").id, name: "Bo" },
          { id: who("Cy").id, name: "Cy" },
        ],
        messageIds: ids.slice(1),
        messageCount: 3,
        lastMessage: { id: ids[2], name: "Bo", at: expect.any(Number) },
      });
      expect(await rooms.report({ room: "lobby", messageIds: 2 })).toEqual([report]);
      await say(rooms, "c3", "4");
      expect((await rooms.report({ room: "lobby", messageIds: 9 }))[0]!.digest).not.toBe(report!.digest);
      expect(await rooms.report({ room: "nowhere", messageIds: 9 })).toEqual([]);
      expect(
        (await rooms.report({ rooms: 2, messageIds: 0 })).map(({ room, messageIds }) => [room, messageIds]),
      ).toEqual([
        ["lobby", []],
        ["a-room", []],
      ]);
    }));

  test("a room without people is kept for a while, with what was said, and then another one", () =>
    opened(
      async ({ rooms }) => {
        const { roomId } = await joined(rooms.join("c1", who("Ada"), "lobby"));
        await say(rooms, "c1", "before");
        await rooms.leaveAll("c1");
        const back = await joined(rooms.join("c1", who("Ada"), "lobby"));
        expect([back.roomId, back.messages.length]).toEqual([roomId, 1]);
        await rooms.leaveAll("c1");
        await vi.waitFor(async () => expect(await rooms.report({ room: "lobby", messageIds: 1 })).toEqual([]), 5_000);
        const again = await joined(rooms.join("c1", who("Ada"), "lobby", { roomId, seq: 1 }));
        expect([again.version, again.seq, again.messages]).toEqual(["different", 0, []]);
        expect(again.roomId).not.toBe(roomId);
      },
      { emptyRoomMs: 150 },
    ));

  test("with no time at all, an empty room is gone at once", () =>
    opened(
      async ({ rooms }) => {
        await joined(rooms.join("c1", who("Ada"), "lobby"));
        await rooms.leaveAll("c1");
        await vi.waitFor(async () => expect(await rooms.list(9)).toEqual([]), 5_000);
      },
      { emptyRoomMs: 0 },
    ));
}
