import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBalancer, type Balancer } from "../../alb/balancer.ts";
import { makeCertificate } from "../../machine/certificates/make-certificate.ts";
import { createProtocolClient, type Kind, type ProtocolClient } from "./protocol-client.ts";

// Engine.IO protocol v4 and Socket.IO protocol v5, case by case, as their documents describe them
// (https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/), through a sticky balancer
// in front of three instances. A WebSocket is an upgrade of HTTP/1.1: a browser whose polls go by HTTP/2 opens one beside them.

const INSTANCES = 3;
const SEPARATOR = "\x1e";

let balancer: Balancer;
let ports: { http: number; https: number };
const closers: (() => unknown)[] = [];

/** Servers of one instance, by path: heartbeats that nobody waits for, quick ones, and one that soon gives up. */
const SETTINGS = {
  "/socket.io/": {},
  "/beats/": { pingInterval: 100, pingTimeout: 20_000 },
  "/gives-up/": { pingInterval: 50, pingTimeout: 50 },
  "/impatient/": { connectTimeout: 100 },
};

async function startInstance(): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(404).end("nothing here"));
  for (const [path, settings] of Object.entries(SETTINGS)) {
    const io = new Server({ path, ...settings });
    const serve = (socket: Socket) => {
      socket.emit("auth", socket.handshake.auth);
      socket.on("message", (...values: unknown[]) => socket.emit("message-back", ...values));
      socket.on("message-with-ack", (...values: unknown[]) => {
        const acknowledge = values.pop() as (...values: unknown[]) => void;
        acknowledge(...values);
      });
    };
    io.on("connection", serve);
    io.of("/custom").on("connection", serve);
    io.attach(server);
    closers.push(() => io.close());
  }
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const targets = await Promise.all(Array.from({ length: INSTANCES }, startInstance));
  balancer = await startBalancer({
    targets: targets.map((port) => `http://127.0.0.1:${port}`),
    targetGroupAttributes: { "stickiness.enabled": "true" },
    healthCheck: { path: "/health", matcher: "404" },
    moreListeners: [{ tls: { certificates: [await makeCertificate()] } }],
  });
  await balancer.ready();
  const [http, https] = balancer.state().listeners.map(({ port }) => port);
  ports = { http: http!, https: https! };
});
afterAll(async () => {
  await balancer.close();
  for (const close of closers) await close();
});

const query = (more: string, path = "/socket.io/") => `${path}?EIO=4&${more}`;
const poll = (sid: string, path?: string) => query(`transport=polling&sid=${sid}`, path);

async function handshake(client: ProtocolClient, path?: string): Promise<string> {
  const { status, body } = await client.request("GET", query("transport=polling", path));
  expect([status, body[0]]).toEqual([200, "0"]);
  return (JSON.parse(body.slice(1)) as { sid: string }).sid;
}

async function post(client: ProtocolClient, sid: string, ...packets: string[]): Promise<void> {
  expect(await client.request("POST", poll(sid), packets.join(SEPARATOR))).toMatchObject({ status: 200, body: "ok" });
}

/** What refuses a request, as its body says it. */
const refused = (code: number, message: string) => ({ status: 400, body: JSON.stringify({ code, message }) });

/** A session whose packets go by one transport. */
interface Channel {
  send(...packets: string[]): Promise<void> | void;
  /** Those of a message that has binary attachments: its text, then them. */
  sendBinary(text: string, ...attachments: Buffer[]): Promise<void> | void;
  /** The next packet but pings; `b…` is a binary one in base64. */
  next(): Promise<string>;
  /** Resolves when the session is over. */
  over(): Promise<unknown>;
}

async function byPolling(client: ProtocolClient, path?: string): Promise<Channel> {
  const sid = await handshake(client, path);
  const waiting: string[] = [];
  const send = async (...packets: string[]) => {
    await client.request("POST", poll(sid, path), packets.join(SEPARATOR));
  };
  return {
    send,
    sendBinary: (text, ...attachments) => send(text, ...attachments.map((one) => `b${one.toString("base64")}`)),
    async next() {
      while (waiting.length === 0) {
        const { status, body } = await client.request("GET", poll(sid, path));
        expect(status).toBe(200);
        waiting.push(...body.split(SEPARATOR).filter((packet) => packet !== "2"));
      }
      return waiting.shift()!;
    },
    async over() {
      await expect
        .poll(() => client.request("GET", poll(sid, path)), { timeout: 5_000 })
        .toMatchObject(refused(1, "Session ID unknown"));
    },
  };
}

async function byWebSocket(client: ProtocolClient, path?: string): Promise<Channel> {
  const socket = await client.webSocket(query("transport=websocket", path));
  expect(await socket.next()).toMatch(/^0\{"sid"/);
  const send = (...packets: (string | Buffer)[]) => {
    for (const packet of packets) socket.send(packet);
  };
  return {
    send,
    sendBinary: send,
    async next() {
      let packet = await socket.next();
      while (packet === "2") packet = await socket.next();
      return typeof packet === "string" ? packet : `b${packet.toString("base64")}`;
    },
    over: () => socket.ended,
  };
}

/** In the main namespace, with what it says at first taken. */
async function connected(channel: Channel): Promise<Channel> {
  await channel.send("40");
  expect(await channel.next()).toMatch(/^40\{"sid":"[^"]+"\}$/);
  expect(await channel.next()).toBe('42["auth",{}]');
  return channel;
}

type Case<T> = [title: string, check: (given: T) => Promise<unknown>];
const bytes = (...values: number[]) => Buffer.from(values);

function handshakeRefused(method: string, path: string, code: number, message: string): Case<ProtocolClient> {
  return [
    `handshake: ${method} ${path} is refused with ${code}, ${message}`,
    async (client) => {
      const body = method === "POST" || method === "PUT" ? "" : undefined;
      expect(await client.request(method, path, body)).toMatchObject(refused(code, message));
    },
  ];
}

function webSocketRefused(path: string): Case<ProtocolClient> {
  return [
    `handshake: ${path} is refused`,
    async (client) => {
      await expect(client.webSocket(path)).rejects.toThrow("refused with 400");
    },
  ];
}

function webSocketEnded(path: string): Case<ProtocolClient> {
  return [
    `handshake: ${path} is ended at once`,
    async (client) => {
      const socket = await client.webSocket(path);
      await expect(socket.ended).resolves.toBeUndefined();
    },
  ];
}

const POLLING: Case<ProtocolClient>[] = [
  [
    "handshake: a GET opens a session and says how it is to be kept",
    async (client) => {
      const { status, type, body } = await client.request("GET", query("transport=polling"));
      expect([status, type]).toEqual([200, "text/plain; charset=UTF-8"]);
      expect(JSON.parse(body.slice(1))).toEqual({
        sid: expect.stringMatching(/^[\w-]{20}$/) as string,
        upgrades: ["websocket"],
        pingInterval: 25_000,
        pingTimeout: 20_000,
        maxPayload: 1_000_000,
      });
    },
  ],
  [
    "handshake: each has a session of its own",
    async (client) => {
      expect(await handshake(client)).not.toBe(await handshake(client));
    },
  ],
  ...(
    [
      ["GET", "/socket.io/?transport=polling", 5, "Unsupported protocol version"],
      ["GET", "/socket.io/?EIO=abc&transport=polling", 5, "Unsupported protocol version"],
      ["GET", "/socket.io/?EIO=3&transport=polling", 5, "Unsupported protocol version"],
      ["GET", "/socket.io/?EIO=4", 0, "Transport unknown"],
      ["GET", "/socket.io/?EIO=4&transport=abc", 0, "Transport unknown"],
      ["POST", "/socket.io/?EIO=4&transport=polling", 2, "Bad handshake method"],
      ["PUT", "/socket.io/?EIO=4&transport=polling", 2, "Bad handshake method"],
      ["OPTIONS", "/socket.io/?EIO=4&transport=polling", 2, "Bad handshake method"],
      ["GET", "/socket.io/?EIO=4&transport=websocket", 3, "Bad request"],
      ["GET", "/socket.io/?EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown"],
      ["POST", "/socket.io/?EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown"],
    ] as const
  ).map(([method, path, code, message]) => handshakeRefused(method, path, code, message)),
  [
    "handshake: another path is the application's",
    async (client) => {
      expect(await client.request("GET", "/elsewhere")).toMatchObject({ status: 404, body: "nothing here" });
    },
  ],
  [
    "polling: a poll waits until there is something to tell",
    async (client) => {
      const sid = await handshake(client);
      await post(client, sid, "40");
      await client.request("GET", poll(sid));
      let isAnswered = false;
      const waiting = client.request("GET", poll(sid)).finally(() => (isAnswered = true));
      await client.request("GET", "/elsewhere");
      expect(isAnswered).toBe(false);
      await post(client, sid, '42["message",1]');
      expect(await waiting).toMatchObject({ status: 200, body: '42["message-back",1]' });
    },
  ],
  [
    "polling: several packets in one body are answered in their order",
    async (client) => {
      const channel = await connected(await byPolling(client));
      await channel.send('42["message","1"]', '42["message","2"]', '42["message","3"]');
      for (const i of [1, 2, 3]) expect(await channel.next()).toBe(`42["message-back","${i}"]`);
    },
  ],
  [
    "polling: thirty polls in a row reach the instance that holds the session",
    async (client) => {
      const channel = await connected(await byPolling(client));
      for (let i = 0; i < 30; i += 1) {
        await channel.send(`42["message",${i}]`);
        expect(await channel.next()).toBe(`42["message-back",${i}]`);
      }
    },
  ],
  [
    "polling: without its cookies a session is not found, since another instance is asked",
    async (client) => {
      client.dropCookies();
      const sid = await handshake(client);
      expect(await client.request("GET", poll(sid))).toMatchObject(refused(1, "Session ID unknown"));
    },
  ],
  [
    "polling: a packet of an unknown type ends the session",
    async (client) => {
      const sid = await handshake(client);
      await client.request("POST", poll(sid), "abc").catch(() => {});
      expect(await client.request("GET", poll(sid))).toMatchObject({ status: 400 });
    },
  ],
  [
    "polling: two polls at one time end the session",
    async (client) => {
      const sid = await handshake(client);
      const statuses = await Promise.all([1, 2].map(async () => (await client.request("GET", poll(sid))).status));
      expect(new Set(statuses)).toEqual(new Set([200, 400]));
      expect(await client.request("GET", poll(sid))).toMatchObject({ status: 400 });
    },
  ],
  [
    "polling: a body that is too long is refused",
    async (client) => {
      const sid = await handshake(client);
      const status = await client.request("POST", poll(sid), `4${"x".repeat(1_000_001)}`).then(
        (answer) => answer.status,
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect(status).toBe(413);
    },
  ],
  [
    "polling: a client that closes gets its open poll back, and its session is gone",
    async (client) => {
      const sid = await handshake(client);
      const waiting = client.request("GET", poll(sid));
      await post(client, sid, "1");
      expect(await waiting).toMatchObject({ status: 200, body: "6" });
      expect(await client.request("GET", poll(sid))).toMatchObject(refused(1, "Session ID unknown"));
    },
  ],
  [
    "heartbeat: the server pings by polls, and a session whose pongs come stays",
    async (client) => {
      const sid = await handshake(client, "/beats/");
      for (let i = 0; i < 3; i += 1) {
        expect(await client.request("GET", poll(sid, "/beats/"))).toMatchObject({ status: 200, body: "2" });
        expect(await client.request("POST", poll(sid, "/beats/"), "3")).toMatchObject({ status: 200, body: "ok" });
      }
    },
  ],
  ["heartbeat: without pongs the session ends", async (client) => (await byPolling(client, "/gives-up/")).over()],
  [
    "upgrade: a probe, the end of the open poll, and the WebSocket carries on",
    async (client) => {
      const sid = await handshake(client);
      const socket = await client.webSocket(query(`transport=websocket&sid=${sid}`));
      socket.send("2probe");
      expect(await socket.next()).toBe("3probe");
      expect(await client.request("GET", poll(sid))).toMatchObject({ status: 200, body: "6" });
      socket.send("5");
      socket.send("40");
      expect(await socket.next()).toMatch(/^40\{"sid"/);
    },
  ],
  [
    "upgrade: what the session had to tell comes by the WebSocket",
    async (client) => {
      const sid = await handshake(client);
      await post(client, sid, "40");
      await client.request("GET", poll(sid));
      const socket = await client.webSocket(query(`transport=websocket&sid=${sid}`));
      socket.send("2probe");
      expect(await socket.next()).toBe("3probe");
      socket.send("5");
      socket.send('42["message","after"]');
      expect(await socket.next()).toBe('42["message-back","after"]');
    },
  ],
  [
    "upgrade: afterwards the session's polls are refused, and the WebSocket stays",
    async (client) => {
      const { sid, socket } = await upgraded(client);
      expect(await client.request("GET", poll(sid))).toMatchObject(refused(3, "Bad request"));
      socket.send("40");
      expect(await socket.next()).toMatch(/^40\{"sid"/);
    },
  ],
  [
    "upgrade: afterwards a second WebSocket of the session is closed, and the first stays",
    async (client) => {
      const { sid, socket } = await upgraded(client);
      const second = await client.webSocket(query(`transport=websocket&sid=${sid}`));
      await second.ended;
      socket.send("40");
      expect(await socket.next()).toMatch(/^40\{"sid"/);
    },
  ],
  [
    "upgrade: one that is given up leaves the polls as they were",
    async (client) => {
      const sid = await handshake(client);
      const socket = await client.webSocket(query(`transport=websocket&sid=${sid}`));
      socket.send("2probe");
      expect(await socket.next()).toBe("3probe");
      socket.close();
      await socket.ended;
      await post(client, sid, "40");
      await expect.poll(async () => (await client.request("GET", poll(sid))).body).toContain('40{"sid"');
    },
  ],
  [
    "upgrade: without its cookies it is refused, since another instance is asked",
    async (client) => {
      client.dropCookies();
      const sid = await handshake(client);
      await expect(client.webSocket(query(`transport=websocket&sid=${sid}`))).rejects.toThrow("refused with 400");
    },
  ],
];

async function upgraded(client: ProtocolClient) {
  const sid = await handshake(client);
  const socket = await client.webSocket(query(`transport=websocket&sid=${sid}`));
  socket.send("2probe");
  expect(await socket.next()).toBe("3probe");
  const waiting = client.request("GET", poll(sid));
  socket.send("5");
  await waiting;
  return { sid, socket };
}

const WEBSOCKET: Case<ProtocolClient>[] = [
  [
    "handshake: the first message opens the session, which has no upgrade left",
    async (client) => {
      const socket = await client.webSocket(query("transport=websocket"));
      expect(JSON.parse(String(await socket.next()).slice(1))).toMatchObject({ upgrades: [], maxPayload: 1_000_000 });
    },
  ],
  ...["/socket.io/?transport=websocket", "/socket.io/?EIO=abc&transport=websocket"].map(webSocketEnded),
  ...["/socket.io/?EIO=4", "/socket.io/?EIO=4&transport=abc", "/socket.io/?EIO=4&transport=websocket&sid=nobody"].map(
    webSocketRefused,
  ),
  [
    "handshake: it needs no cookie, since it stays where it was opened",
    async (client) => {
      client.dropCookies();
      const channel = await connected(await byWebSocket(client));
      for (let i = 0; i < 5; i += 1) {
        await channel.send(`42["message",${i}]`);
        expect(await channel.next()).toBe(`42["message-back",${i}]`);
      }
    },
  ],
  [
    "heartbeat: the server pings, and a session whose pongs come stays",
    async (client) => {
      const socket = await client.webSocket(query("transport=websocket", "/beats/"));
      await socket.next();
      for (let i = 0; i < 3; i += 1) {
        expect(await socket.next()).toBe("2");
        socket.send("3");
      }
    },
  ],
  ["heartbeat: without pongs the WebSocket ends", async (client) => (await byWebSocket(client, "/gives-up/")).over()],
  [
    "a packet of an unknown type ends it",
    async (client) => {
      const channel = await byWebSocket(client);
      await channel.send("abc");
      await channel.over();
    },
  ],
  [
    "a client that closes its WebSocket has no session any more",
    async (client) => {
      const socket = await client.webSocket(query("transport=websocket"));
      const { sid } = JSON.parse(String(await socket.next()).slice(1)) as { sid: string };
      socket.close();
      await socket.ended;
      await expect.poll(() => client.request("GET", poll(sid))).toMatchObject(refused(1, "Session ID unknown"));
    },
  ],
];

const EVENT_BINARY = '["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';

/** Socket.IO's, by either transport. */
const SOCKET_IO: Case<Channel>[] = [
  ["connect: the main namespace, with an id and what it was told", connected],
  [
    "connect: the namespace learns what the client brings along",
    async (channel) => {
      await channel.send('40{"token":"123"}');
      expect(await channel.next()).toMatch(/^40\{"sid"/);
      expect(await channel.next()).toBe('42["auth",{"token":"123"}]');
    },
  ],
  [
    "connect: another namespace",
    async (channel) => {
      await channel.send("40/custom,");
      expect(await channel.next()).toMatch(/^40\/custom,\{"sid":"[^"]+"\}$/);
      expect(await channel.next()).toBe('42/custom,["auth",{}]');
    },
  ],
  [
    "connect: another namespace, with what the client brings along",
    async (channel) => {
      await channel.send('40/custom,{"token":"abc"}');
      expect(await channel.next()).toMatch(/^40\/custom,\{"sid"/);
      expect(await channel.next()).toBe('42/custom,["auth",{"token":"abc"}]');
    },
  ],
  [
    "connect: a namespace that is unknown is refused",
    async (channel) => {
      await channel.send("40/random");
      expect(await channel.next()).toBe('44/random,{"message":"Invalid namespace"}');
    },
  ],
  [
    "connect: what cannot be read as a packet of Socket.IO ends the session",
    async (channel) => {
      await channel.send("4abc");
      await channel.over();
    },
  ],
  [
    "disconnect: from the main namespace, and back under another id",
    async (channel) => {
      await channel.send("40");
      const first = await channel.next();
      await channel.next();
      await channel.send("41", "40/custom,");
      expect(await channel.next()).toMatch(/^40\/custom,/);
      await channel.next();
      await channel.send("40");
      const second = await channel.next();
      expect(second).toMatch(/^40\{"sid"/);
      expect(second).not.toBe(first);
    },
  ],
  [
    "disconnect: from another namespace, while the main one stays",
    async (channel) => {
      await connected(channel);
      await channel.send("40/custom,");
      expect(await channel.next()).toMatch(/^40\/custom,/);
      await channel.next();
      await channel.send("41/custom,", '42["message","still here"]');
      expect(await channel.next()).toBe('42["message-back","still here"]');
    },
  ],
  [
    "event: values of every kind",
    async (channel) => {
      await connected(channel);
      await channel.send('42["message",1,"2",{"3":[true,null]}]');
      expect(await channel.next()).toBe('42["message-back",1,"2",{"3":[true,null]}]');
    },
  ],
  [
    "event: letters of more than a byte",
    async (channel) => {
      await connected(channel);
      await channel.send('42["message","é € 漢字 🦊"]');
      expect(await channel.next()).toBe('42["message-back","é € 漢字 🦊"]');
    },
  ],
  [
    "event: hundreds of kilobytes",
    async (channel) => {
      await connected(channel);
      const text = "0123456789".repeat(50_000);
      await channel.send(`42["message","${text}"]`);
      expect((await channel.next()) === `42["message-back","${text}"]`).toBe(true);
    },
  ],
  [
    "event: a hundred, in their order",
    async (channel) => {
      await connected(channel);
      const all = Array.from({ length: 100 }, (_, i) => i);
      await channel.send(...all.map((i) => `42["message",${i}]`));
      for (const i of all) expect(await channel.next()).toBe(`42["message-back",${i}]`);
    },
  ],
  [
    "event: with binary attachments",
    async (channel) => {
      await connected(channel);
      await channel.sendBinary(`452-${EVENT_BINARY}`, bytes(1, 2, 3), bytes(4, 5, 255));
      expect(await channel.next()).toBe(`452-${EVENT_BINARY.replace("message", "message-back")}`);
      expect(await channel.next()).toBe("bAQID");
      expect(await channel.next()).toBe("bBAX/");
    },
  ],
  [
    "event: of another namespace",
    async (channel) => {
      await channel.send("40/custom,");
      await channel.next();
      await channel.next();
      await channel.send('42/custom,["message","there"]');
      expect(await channel.next()).toBe('42/custom,["message-back","there"]');
    },
  ],
  [
    "acknowledgement",
    async (channel) => {
      await connected(channel);
      await channel.send('42456["message-with-ack",1,"2",{"3":[false]}]');
      expect(await channel.next()).toBe('43456[1,"2",{"3":[false]}]');
    },
  ],
  [
    "acknowledgement: of another namespace",
    async (channel) => {
      await channel.send("40/custom,");
      await channel.next();
      await channel.next();
      await channel.send('42/custom,7["message-with-ack","there"]');
      expect(await channel.next()).toBe('43/custom,7["there"]');
    },
  ],
  [
    "acknowledgement: with binary attachments",
    async (channel) => {
      await connected(channel);
      await channel.sendBinary(
        `452-789${EVENT_BINARY.replace("message", "message-with-ack")}`,
        bytes(1, 2, 3),
        bytes(4, 5, 6),
      );
      expect(await channel.next()).toBe('462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
      expect(await channel.next()).toBe("bAQID");
      expect(await channel.next()).toBe("bBAUG");
    },
  ],
];

async function withClient<T>(kind: Kind, use: (client: ProtocolClient) => Promise<T>): Promise<T> {
  const client = createProtocolClient(kind, ports);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

describe.each<Kind>(["HTTP", "HTTPS", "HTTP/2"])("by %s, polling", (kind) => {
  it.each(POLLING)("Engine.IO: %s", async (_, check) => {
    expect.hasAssertions();
    await withClient(kind, check);
  });
  it.each(SOCKET_IO)("Socket.IO: %s", async (_, check) => {
    expect.hasAssertions();
    await withClient(kind, async (client) => check(await byPolling(client)));
  });
  it("Socket.IO: a session that connects to no namespace is closed", async () => {
    expect.hasAssertions();
    await withClient(kind, async (client) => (await byPolling(client, "/impatient/")).over());
  });
});

// Not applicable to HTTP/2: a WebSocket there is the same upgrade of HTTP/1.1 as by HTTPS.
describe.each<Kind>(["HTTP", "HTTPS"])("by %s, WebSocket", (kind) => {
  it.each(WEBSOCKET)("Engine.IO: %s", async (_, check) => {
    expect.hasAssertions();
    await withClient(kind, check);
  });
  it.each(SOCKET_IO)("Socket.IO: %s", async (_, check) => {
    expect.hasAssertions();
    await withClient(kind, async (client) => check(await byWebSocket(client)));
  });
  it("Socket.IO: a session that connects to no namespace is closed", async () => {
    expect.hasAssertions();
    await withClient(kind, async (client) => (await byWebSocket(client, "/impatient/")).over());
  });
});
