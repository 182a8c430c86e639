import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, type RedisClientType } from "@redis/client";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { startRedis, type RedisServer } from "../../machine/redis/start-redis.ts";
import type { ClientToServerEvents, JoinedRoom, Message, ServerToClientEvents } from "../../protocol/events.ts";
import { sweepSeat } from "../fixtures/open-redis-rooms.ts";
import { startServer, type RunningServer, type ServerOptions } from "../server.ts";

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

const LEASE_MS = 1_500;
const missing = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;

describe.skipIf(missing)(`two instances over one Redis${missing}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis({ appendfsync: "always" });
  });
  afterAll(() => redis?.close());

  const prefixOf = new Map<RunningServer, string>();
  async function asking<T>(work: (client: RedisClientType) => Promise<T>): Promise<T> {
    const client: RedisClientType = createClient({ url: redis.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }

  async function start(prefix: string, instance: string, options: ServerOptions = {}): Promise<RunningServer> {
    const server = await startServer({
      port: 0,
      instance,
      state: "redis",
      redisUrl: redis.url,
      redisPrefix: prefix,
      webDir: import.meta.dirname,
      ...options,
    });
    onTestFinished(() => server.close());
    prefixOf.set(server, prefix);
    return server;
  }
  async function startTwo(options: ServerOptions = {}) {
    const prefix = `${randomUUID()}:`;
    return [await start(prefix, "chat-1", options), await start(prefix, "chat-2", options)] as const;
  }

  /** A person in #lobby, with every message that reached them. */
  async function enter(server: RunningServer, name: string, lastSeen?: { roomId: string; seq: number }) {
    const client: Client = io(server.url, { transports: ["websocket"], forceNew: true, reconnectionDelay: 20 });
    onTestFinished(() => void client.disconnect());
    const heard: Message[] = [];
    client.on("message:sent", (message) => heard.push(message));
    await once(client as unknown as NodeJS.EventEmitter, "instance:welcome");
    return { client, heard, joined: await join(client, name, lastSeen) };
  }
  async function join(client: Client, name: string, lastSeen?: { roomId: string; seq: number }): Promise<JoinedRoom> {
    const request = { room: "lobby", name, person: `secret-of-${name}`, ...(lastSeen && { lastSeen }) };
    const reply = await client.timeout(5_000).emitWithAck("room:join", request);
    if (!reply.ok) throw new Error(reply.message);
    return reply.data;
  }
  async function say(client: Client, text: string): Promise<Message> {
    const reply = await client.timeout(5_000).emitWithAck("message:send", { room: "lobby", id: randomUUID(), text });
    if (!reply.ok) throw new Error(reply.message);
    return reply.data.message;
  }
  const texts = (messages: readonly Message[]) => messages.map(({ text }) => text);
  /** Its next connection goes to the other instance, as a load balancer without stickiness would have it. */
  const moveTo = (client: Client, server: RunningServer) => {
    (client.io as unknown as { uri: string }).uri = server.url;
  };

  test("people on different instances are in one room and hear one another", async () => {
    const [one, two] = await startTwo();
    const ada = await enter(one, "Ada");
    const bo = await enter(two, "Bo");
    expect(bo.joined.roomId).toBe(ada.joined.roomId);
    expect(bo.joined.members.map(({ name }) => name)).toEqual(["Ada", "Bo"]);
    await say(ada.client, "hello");
    await say(bo.client, "hi");
    await vi.waitFor(() =>
      expect([texts(ada.heard), texts(bo.heard)]).toEqual([
        ["hello", "hi"],
        ["hello", "hi"],
      ]),
    );
    const reports = await Promise.all(
      [one, two].map(
        async ({ url }) => ((await (await fetch(`${url}/api/instance`)).json()) as { rooms: unknown }).rooms,
      ),
    );
    expect(reports[0]).toEqual(reports[1]);
    const delivered = await Promise.all(
      [one, two].map(async ({ url }) =>
        /^chat_deliveries_total\{event="message:sent"\} (\d+)$/m
          .exec(await (await fetch(`${url}/metrics`)).text())
          ?.at(1),
      ),
    );
    expect(delivered, "each instance counts what it wrote to its own sockets").toEqual(["2", "2"]);
  });

  test("a dropped connection is recovered on another instance, with what was said meanwhile, and in its room", async () => {
    const [one, two] = await startTwo();
    const ada = await enter(one, "Ada");
    const bo = await enter(two, "Bo");
    await say(bo.client, "before");
    await vi.waitFor(() => expect(texts(ada.heard)).toEqual(["before"]));
    const back = once(ada.client.io.engine as unknown as NodeJS.EventEmitter, "close");
    moveTo(ada.client, two);
    ada.client.io.engine.close();
    await back;
    await say(bo.client, "meanwhile");
    await vi.waitFor(() => expect([ada.client.recovered, texts(ada.heard)]).toEqual([true, ["before", "meanwhile"]]));
    await say(ada.client, "here again");
    await vi.waitFor(() => expect(texts(bo.heard)).toEqual(["before", "meanwhile", "here again"]));
  });

  test("by pub/sub a dropped connection is never recovered, and what it missed comes with its joining", async () => {
    const [one, two] = await startTwo({ redisAdapter: "pubsub" });
    const ada = await enter(one, "Ada");
    const bo = await enter(two, "Bo");
    const { seq } = await say(bo.client, "before");
    await vi.waitFor(() => expect(texts(ada.heard)).toEqual(["before"]));
    moveTo(ada.client, two);
    const back = once(ada.client as unknown as NodeJS.EventEmitter, "instance:welcome");
    ada.client.io.engine.close();
    await say(bo.client, "meanwhile");
    await back;
    expect(ada.client.recovered).toBe(false);
    const joined = await join(ada.client, "Ada", { roomId: ada.joined.roomId, seq });
    expect([joined.version, texts(joined.messages)]).toEqual(["same", ["meanwhile"]]);
  });

  test("who was cut off without the server noticing gets exactly what it missed on another instance", async () => {
    const [one, two] = await startTwo();
    const ada = await enter(one, "Ada");
    const bo = await enter(two, "Bo");
    const { seq } = await say(ada.client, "before");
    // Nothing arrives any more, and the instance goes on believing in the connection.
    const engine = ada.client.io.engine as unknown as {
      transport: { ws: { _socket?: { pause(): void; resume(): void } } };
    };
    engine.transport.ws._socket?.pause();
    onTestFinished(() => engine.transport.ws._socket?.resume());
    for (const text of ["1", "2", "3"]) await say(bo.client, text);
    const again = await enter(two, "Ada", { roomId: ada.joined.roomId, seq });
    expect([again.joined.version, again.joined.gap, texts(again.joined.messages)]).toEqual([
      "same",
      false,
      ["1", "2", "3"],
    ]);
    expect(again.joined.members.map(({ name, tabs }) => [name, tabs])).toEqual([
      ["Ada", 2],
      ["Bo", 1],
    ]);
  });

  test.each([200, 503])(
    "/health says degraded with the status that is set (%d), and recovers without a restart",
    async (degradedStatus) => {
      const [one, two] = await startTwo({ degradedStatus, leaseMs: LEASE_MS, heartbeatMs: 100 });
      const ada = await enter(one, "Ada");
      const bo = await enter(two, "Bo");
      const { roomId } = await say(bo.client, "before");
      const health = async () => {
        const answer = await fetch(`${one.url}/health`);
        return [answer.status, ((await answer.json()) as { status: string }).status];
      };
      expect(await health()).toEqual([200, "healthy"]);
      await redis.kill();
      await vi.waitFor(async () => expect(await health()).toEqual([degradedStatus, "degraded"]), 5_000);
      const report = await fetch(`${one.url}/api/instance?room=lobby`);
      expect(report.status).toBe(503);
      expect(await report.json()).toMatchObject({ instance: "chat-1", status: "degraded", rooms: [] });
      const refused = await ada.client
        .timeout(5_000)
        .emitWithAck("message:send", { room: "lobby", id: randomUUID(), text: "?" });
      expect(refused).toMatchObject({ ok: false, code: "unavailable" });

      const ids = [ada, bo].map(({ client }) => client.id);
      // Longer than every lease: still nobody has to come back.
      await delay(2 * LEASE_MS);
      await redis.start();
      await vi.waitFor(async () => expect(await health()).toEqual([200, "healthy"]), 10_000);
      await vi.waitFor(async () => expect((await say(bo.client, "after")).roomId).toBe(roomId), 10_000);
      expect([ada, bo].map(({ client }) => client.id)).toEqual(ids);
      await vi.waitFor(() => expect(texts(ada.heard)).toEqual(["before", "after"]), 5_000);
    },
  );

  test("an instance whose seats were given away takes them again, and its people stay connected and miss nothing", async () => {
    const [one, two] = await startTwo();
    const ada = await enter(one, "Ada");
    const bo = await enter(two, "Bo");
    await say(bo.client, "before");
    const ids = [ada, bo].map(({ client }) => client.id);
    const left = once(bo.client as unknown as NodeJS.EventEmitter, "member:left");
    const back = once(bo.client as unknown as NodeJS.EventEmitter, "member:joined");
    await asking((client) =>
      sweepSeat(client, `{${prefixOf.get(one)!}}`, "streams", { connection: ada.client.id!, room: "lobby" }),
    );
    await Promise.all([left, back]);
    await vi.waitFor(async () => expect((await say(ada.client, "here")).seq).toBeGreaterThan(1), 10_000);
    await say(bo.client, "after");
    await vi.waitFor(() => expect(texts(ada.heard).at(-1)).toBe("after"), 5_000);
    expect(texts(ada.heard)).toEqual(texts(bo.heard));
    expect([ada, bo].map(({ client }) => client.id)).toEqual(ids);
    const metrics = await (await fetch(`${one.url}/metrics`)).text();
    expect(metrics).toMatch(/^chat_membership_lost_total 1$/m);
  });

  test.each([
    ["out of memory", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
    ["read-only, as in a failover", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
  ])("while Redis is %s: refused, degraded, and nobody is thrown out", async (_what, begin, end) => {
    const [one, two] = await startTwo({ leaseMs: LEASE_MS, heartbeatMs: 100 });
    const ada = await enter(one, "Ada");
    const bo = await enter(two, "Bo");
    await say(bo.client, "before");
    const ids = [ada, bo].map(({ client }) => client.id);
    const status = async () => ((await (await fetch(`${one.url}/health`)).json()) as { status: string }).status;
    await asking((client) => client.sendCommand(begin));
    onTestFinished(() => asking((client) => client.sendCommand(end)).then(() => {}));
    await vi.waitFor(async () => expect(await status()).toBe("degraded"), 5_000);
    const request = { room: "lobby", id: randomUUID(), text: "?" };
    expect(await ada.client.timeout(5_000).emitWithAck("message:send", request)).toMatchObject({ code: "unavailable" });
    await delay(2 * LEASE_MS);
    expect(await status()).toBe("degraded");
    await asking((client) => client.sendCommand(end));
    await vi.waitFor(async () => expect(await status()).toBe("healthy"), 10_000);
    await say(ada.client, "after");
    await vi.waitFor(() => expect(texts(bo.heard)).toEqual(["before", "after"]), 5_000);
    expect([ada, bo].map(({ client }) => client.id)).toEqual(ids);
  });
});

test.each([
  ["redis://user:secret@127.0.0.1:1/", "connect ECONNREFUSED 127.0.0.1:1"],
  ["redis://user:secret@127.0.0.1:1/database", "Invalid pathname"],
  ["redis://user:secret%zz@127.0.0.1:1/", "URI malformed"],
])("no Redis at %s: a sentence without the password", async (redisUrl, why) => {
  const starting = startServer({ port: 0, state: "redis", redisUrl, redisTimeoutMs: 500 });
  const shown = redisUrl.replace(/user:.*@/, "***@");
  await expect(starting).rejects.toThrow(`REDIS_URL="${shown}" cannot be used: ${why}`);
});
