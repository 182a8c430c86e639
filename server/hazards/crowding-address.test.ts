import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { openPolling } from "../fixtures/open-polling.ts";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat } from "../fixtures/start-chat.ts";

/** The answer to a WebSocket handshake, as it is on the wire. */
async function upgrade(url: string, headers: Record<string, string> = {}): Promise<string> {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const lines = Object.entries({ Host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join("")}Connection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, "close");
  return text;
}

const from = (address: string) => ({ "X-Forwarded-For": address });

test("one address cannot fill the instance with sessions that do not join, and others still come in", async () => {
  const chat = await startChat({ unjoinedPerAddress: 5, maxConnections: 50 });
  const bystanders = await startBystanders(chat);
  const endpoint = `${chat.url}/socket.io/?EIO=4&transport=polling`;
  const statuses = [];
  for (let n = 0; n < 20; n += 1) statuses.push((await fetch(endpoint, { headers: from("203.0.113.7") })).status);
  expect(statuses).toEqual([...Array(5).fill(200), ...Array(15).fill(429)]);
  expect(await upgrade(chat.url, from("1.1.1.1, 203.0.113.7"))).toMatch(/^HTTP\/1\.1 429 .*Retry-After: 1/s);
  expect((await fetch(endpoint, { headers: from("203.0.113.8") })).status).toBe(200);
  expect(await chat.metric('chat_sessions_refused_total{why="address"}')).toBe(16);
  expect(await chat.metric("chat_unjoined_sessions")).toBe(6);
  expect(await chat.line("connection error", { address: "203.0.113.7" })).toMatchObject({
    why: "too many sessions of your address have not joined a room",
  });
  await bystanders.expectUnharmed();
});

test("who has joined a room does not count, and neither does a session that has ended", async () => {
  const chat = await startChat({ unjoinedPerAddress: 2, connectTimeoutMs: 300 });
  for (const name of ["Ada", "Bo", "Cy", "Di"]) await (await chat.connect()).join(name);
  await openPolling(chat.url);
  await openPolling(chat.url);
  expect((await fetch(`${chat.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(429);
  await expect.poll(() => chat.metric("chat_unjoined_sessions")).toBe(0);
  await (await chat.connect()).join("Eve");
});

test("a full instance says so: in /health with 200, in a metric, and to a WebSocket with 503", async () => {
  const chat = await startChat({ maxConnections: 2 });
  const bystanders = await startBystanders(chat);
  const health = await fetch(`${chat.url}/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { status: "full" }]);
  expect(await chat.metric("chat_full")).toBe(1);
  const answer = await upgrade(chat.url);
  expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
  expect(answer).toContain('{"code":4,"message":"the instance is full"}');
  await bystanders.expectUnharmed();
  bystanders.bo.socket.disconnect();
  await expect
    .poll(async () => (await (await fetch(`${chat.url}/health`)).json()) as object)
    .toMatchObject({ status: "healthy" });
});

test("a name that is not allowed reaches nothing: neither page, report nor chat", async () => {
  const chat = await startChat({ allowedHosts: ["chat.example"] });
  expect(await upgrade(chat.url, { Host: "rebound.example" })).toMatch(/^HTTP\/1\.1 421 /);
  expect(await upgrade(chat.url, { Host: "rebound.example", Origin: "http://rebound.example" })).toMatch(
    /^HTTP\/1\.1 421 /,
  );
  const { port } = new URL(chat.url);
  const socket = connect(Number(port), "127.0.0.1").setEncoding("utf8");
  socket.write("GET /api/instance HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
  const [first] = (await once(socket, "data")) as [string];
  expect(first).toMatch(/^HTTP\/1\.1 421 /);
  expect(await chat.metric('chat_sessions_refused_total{why="host"}')).toBe(3);
  await (await chat.connect()).join("Ada");
});

test("every answer below /socket.io/ says nosniff", async () => {
  const chat = await startChat();
  const endpoint = `${chat.url}/socket.io/?EIO=4&transport=polling`;
  for (const url of [endpoint, `${endpoint}&sid=unknown`, `${chat.url}/socket.io/?transport=none`]) {
    expect((await fetch(url)).headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("reports are limited by address and made once for all who ask at once", async () => {
  const chat = await startChat({ reportsPerSecond: 1, reportCacheMs: 60_000 });
  const ada = await chat.connect();
  await ada.join("Ada");
  const ask = async (address: string) => fetch(`${chat.url}/api/instance`, { headers: from(address) });
  const statuses = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await ask("203.0.113.7")).status);
  expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200]);
  expect(statuses).toContain(429);
  const first = await (await ask("203.0.113.8")).text();
  await ada.join("Ada", "ops");
  expect(await (await ask("203.0.113.8")).text()).toBe(first);
  expect(await chat.metric("chat_reports_refused_total")).toBeGreaterThan(0);
});
