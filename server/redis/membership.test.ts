import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { startRedis, type RedisServer } from "../../machine/redis/start-redis.ts";
import { openRedisRooms, type OpenedRedisRooms, type RedisRoomsOptions } from "../fixtures/open-redis-rooms.ts";
import { identify } from "../member/identify.ts";
import { StoreUnknownError } from "../room/room-store.ts";

const who = (name: string) => identify(`secret-of-${name}`, name);
const missing = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;
const QUICK = { leaseMs: 1_500, heartbeatMs: 100 };

describe.skipIf(missing)(`members and messages in Redis, when something fails${missing}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis({ appendfsync: "always" });
  });
  afterAll(() => redis?.close());

  async function open(options: Partial<RedisRoomsOptions> = {}): Promise<OpenedRedisRooms> {
    const opened = await openRedisRooms({ url: redis.url, ...QUICK, ...options });
    onTestFinished(() => opened.close());
    return opened;
  }
  async function openTwo(options: Partial<RedisRoomsOptions> = {}) {
    const prefix = `${randomUUID()}:`;
    const one = await open({ prefix, instance: "chat-1", ...options });
    const two = await open({ prefix, instance: "chat-2", ...options });
    await one.rooms.join("c1", who("Ada"), "lobby");
    await two.rooms.join("c2", who("Bo"), "lobby");
    return { one, two };
  }
  async function names({ rooms }: OpenedRedisRooms): Promise<string[]> {
    const [report] = await rooms.report({ room: "lobby", messageIds: 0 });
    return report?.members.map(({ name }) => name) ?? [];
  }
  const say = async (opened: OpenedRedisRooms, connection: string, text: string, id: string = randomUUID()) =>
    opened.rooms.send(connection, "lobby", { id, text });
  const codeOf = (reply: { ok: boolean; code?: string }) => reply.code ?? "ok";

  test("the members of an instance that died leave within its lease and a heartbeat, once", async () => {
    const { one, two } = await openTwo();
    const diedAt = Date.now();
    one.die();
    await vi.waitFor(async () => expect(await names(two)).toEqual(["Bo"]), { timeout: 15_000, interval: 10 });
    expect(Date.now() - diedAt).toBeLessThan(QUICK.leaseMs + QUICK.heartbeatMs + 5_000);
    const left = (await two.announced()).filter(({ event }) => event === "member:left");
    expect(left.map(({ payload }) => [payload["member"].name, payload["why"]])).toEqual([["Ada", "disconnected"]]);
    expect(two.losses).toBe(0);
  });

  test("an instance that was away finds its lease lost, and is not counted twice when its people come back", async () => {
    const { one, two } = await openTwo();
    await one.loseLease("c1", "lobby");
    // Whether this request, its own heartbeat or the other instance's finds out: it is refused, and nothing happened.
    expect(["unavailable", "not-joined"]).toContain(codeOf(await say(one, "c1", "still there?")));
    await vi.waitFor(() => expect(one.losses).toBe(1), { timeout: 5_000 });
    expect(await names(two)).toEqual(["Bo"]);
    expect(codeOf(await say(one, "c1", "not in any more"))).toBe("not-joined");
    expect((await one.rooms.join("c1", who("Ada"), "lobby")).ok).toBe(true);
    expect(await names(two)).toEqual(["Bo", "Ada"]);
    const [report] = await two.rooms.report({ room: "lobby", messageIds: 9 });
    expect(report!.messageCount).toBe(0);
  });

  test("what three instances accept at once has one order, without holes, on all of them", async () => {
    const prefix = `${randomUUID()}:`;
    const instances = await Promise.all([1, 2, 3].map((n) => open({ prefix, instance: `chat-${n}`, leaseMs: 30_000 })));
    const each = 200;
    await Promise.all(
      instances.map(async (opened, n) => {
        await opened.rooms.join(`c${n}`, who(`P${n}`), "lobby");
        await Promise.all(Array.from({ length: each }, (_, at) => say(opened, `c${n}`, `${n}-${at}`)));
      }),
    );
    const orders = await Promise.all(
      instances.map(async (opened) =>
        (await opened.announced()).filter(({ event }) => event === "message:sent").map(({ payload }) => payload["seq"]),
      ),
    );
    const expected = Array.from({ length: each * 3 }, (_, at) => at + 1);
    // The first may have spoken before the last one had joined, yet every instance hears everything.
    for (const order of orders) expect(order).toEqual(expected);
  });

  test("one id is one message, whichever instances it is repeated on", async () => {
    const { one, two } = await openTwo({ leaseMs: 30_000 });
    await two.rooms.join("c3", who("Ada"), "lobby");
    const id = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? say(one, "c1", "once", id) : say(two, "c3", "once", id))),
    );
    const firsts = replies.filter((reply) => reply.ok && !reply.data.repeated);
    expect(firsts).toHaveLength(1);
    expect(new Set(replies.map((reply) => reply.ok && reply.data.message.seq))).toEqual(new Set([1]));
    expect((await two.announced()).filter(({ event }) => event === "message:sent")).toHaveLength(1);
  });

  test("Redis gone: refused at once and never accepted; Redis back: everything as it was, and everybody still in", async () => {
    const { one, two } = await openTwo();
    const said = await say(one, "c1", "before");
    await redis.kill();
    await vi.waitFor(() => expect(one.rooms.isAvailable()).toBe(false), { timeout: 5_000 });
    const askedAt = Date.now();
    expect(codeOf(await say(one, "c1", "while it is gone"))).toBe("unavailable");
    expect(codeOf(await one.rooms.join("c9", who("Cy"), "lobby"))).toBe("unavailable");
    expect(Date.now() - askedAt).toBeLessThan(1_000);
    // Nobody can be told now that this one went.
    await one.rooms.leaveAll("c1");

    // Longer than every lease: none is lost, for it was Redis that was away.
    await delay(2 * QUICK.leaseMs);
    await redis.start();
    await vi.waitFor(() => expect(one.rooms.isAvailable()).toBe(true), { timeout: 10_000 });
    await vi.waitFor(async () => expect(codeOf(await say(two, "c2", "first"))).toBe("ok"), { timeout: 10_000 });
    const back = await two.rooms.join("c2", who("Bo"), "lobby", {
      roomId: said.ok ? said.data.message.roomId : "",
      seq: 0,
    });
    expect(back).toMatchObject({ ok: true, data: { version: "same", gap: false, seq: 2 } });
    expect(back.ok && back.data.messages.map(({ text }) => text)).toEqual(["before", "first"]);
    await vi.waitFor(async () => expect(await names(one)).toEqual(["Bo"]), { timeout: 5_000 });
    expect([one.losses, two.losses]).toEqual([0, 0]);
    await one.rooms.join("c1", who("Ada"), "lobby");
    expect(codeOf(await say(one, "c1", "after"))).toBe("ok");
    await vi.waitFor(
      async () => expect((await two.announced()).map(({ payload }) => payload["text"])).toContain("after"),
      { timeout: 5_000 },
    );
  });

  test("a connection that left while Redis was gone for a moment does not stay behind", async () => {
    const { one, two } = await openTwo({ leaseMs: 30_000, heartbeatMs: 50 });
    await redis.kill();
    await vi.waitFor(async () => expect(codeOf(await say(one, "c1", "?"))).toBe("unavailable"), { timeout: 5_000 });
    await one.rooms.leaveAll("c1");
    await redis.start();
    await vi.waitFor(async () => expect(await names(two)).toEqual(["Bo"]), { timeout: 10_000, interval: 50 });
    expect([one.losses, two.losses]).toEqual([0, 0]);
  });

  test("a member who asks again while Redis is gone keeps the seat", async () => {
    const { one, two } = await openTwo({ leaseMs: 30_000, heartbeatMs: 50 });
    await redis.kill();
    await vi.waitFor(async () => expect(codeOf(await say(one, "c1", "?"))).toBe("unavailable"), { timeout: 5_000 });
    expect(codeOf(await one.rooms.join("c1", who("Ada"), "lobby"))).toBe("unavailable");
    await redis.start();
    await vi.waitFor(async () => expect(codeOf(await say(one, "c1", "still here"))).toBe("ok"), { timeout: 10_000 });
    expect(await names(two)).toEqual(["Ada", "Bo"]);
    expect((await two.announced()).filter(({ event }) => event === "member:left")).toEqual([]);
  });

  test("Redis hangs: the outcome is unknown, within the time that is set; asked again under the same id there is one message", async () => {
    const { one } = await openTwo({ timeoutMs: 300, leaseMs: 30_000 });
    const id = randomUUID();
    redis.pause();
    const askedAt = Date.now();
    await expect(say(one, "c1", "is it there?", id)).rejects.toThrow(StoreUnknownError);
    expect(Date.now() - askedAt).toBeLessThan(2_000);
    redis.resume();
    const again = await say(one, "c1", "is it there?", id);
    expect(again).toMatchObject({ ok: true, data: { repeated: true, message: { seq: 1 } } });
  });

  test("nothing stays: every key expires", async () => {
    const prefix = `${randomUUID()}:`;
    const one = await open({ prefix, leaseMs: 30_000 });
    await one.rooms.join("c1", who("Ada"), "lobby");
    await say(one, "c1", "hi");
    await one.announced();
    const ttls = await one.keyTtls();
    expect(ttls.size).toBeGreaterThan(8);
    for (const [key, ttl] of ttls) expect([key, ttl > 0]).toEqual([key, true]);
  });
});
