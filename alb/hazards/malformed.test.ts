import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const HOST = "Host: lab.example\r\n";
const GET = `GET / HTTP/1.1\r\n${HOST}\r\n`;
const AT_ONCE = 32;
const everyByte = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

it.each([
  ["path", (byte: string) => `GET /a${byte}b HTTP/1.1\r\n${HOST}\r\n`],
  ["query", (byte: string) => `GET /?${byte} HTTP/1.1\r\n${HOST}\r\n`],
  ["absolute address", (byte: string) => `GET http://x${byte}y/z HTTP/1.1\r\n${HOST}\r\n`],
  ["method", (byte: string) => `G${byte}T / HTTP/1.1\r\n${HOST}\r\n`],
  ["header's name", (byte: string) => `GET / HTTP/1.1\r\n${HOST}X-${byte}Y: 1\r\n\r\n`],
  ["header's value", (byte: string) => `GET / HTTP/1.1\r\n${HOST}X-Y: a${byte}b\r\n\r\n`],
  ["cookie", (byte: string) => `GET / HTTP/1.1\r\n${HOST}Cookie: AWSALB=${byte}; ${byte}=1\r\n\r\n`],
  ["host", (byte: string) => `GET / HTTP/1.1\r\nHost: a${byte}b\r\n\r\n`],
  [
    "chunk's length",
    (byte: string) => `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n${byte}\r\nab\r\n0\r\n\r\n`,
  ],
  [
    "trailer",
    (byte: string) =>
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\nX: a${byte}\r\nY${byte}: 1\r\n\r\n`,
  ],
  [
    "upgrade's path",
    (byte: string) => `GET /${byte} HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  ],
])(
  "no byte in a request's %s brings the balancer down: each is answered with 1xx to 4xx, or waits for more",
  async (_, bytes) => {
    const target = await startTarget("a");
    const lab = await startBalancerFor([target], {
      targetGroupAttributes: { "stickiness.enabled": "true" },
      loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.5" },
    });
    const statuses = new Set<number>();
    const ask = async (byte: string) => {
      const client = await lab.connect();
      client.send(bytes(byte));
      statuses.add((await client.response()).status);
    };
    // All at once, a busy machine's target would not answer within the idle timeout.
    for (let from = 0; from < everyByte.length; from += AT_ONCE) {
      await Promise.all(everyByte.slice(from, from + AT_ONCE).map(ask));
    }
    expect([...statuses].filter((status) => ![101, 200, 400, 405, 408, 501].includes(status))).toEqual([]);
    await expectUnharmed(lab);
  },
);

it.each([
  ["a status of 000", "HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n"],
  ["a status of 099", "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n"],
  ["a status of 9999", "HTTP/1.1 9999 High\r\nContent-Length: 0\r\n\r\n"],
  ["a status without a number", "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n"],
  ["101 without an upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n"],
  ["a control character in its phrase", "HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n"],
  ["a control character in a header", "HTTP/1.1 200 OK\r\nX-Y: a\x01b\r\nContent-Length: 0\r\n\r\n"],
  ["no number for a length", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"],
  ["a length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["HTTP/2.0", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"],
])("a target's answer with %s is a bad gateway, to a plain request and to an upgrade", async (_, bytes) => {
  const target = await startRawTarget("a", (socket) => socket.end(bytes, "latin1"));
  const lab = await startBalancerFor([target]);
  expect((await lab.get("/")).status).toBe(502);
  expect((await lab.upgrade()).response.status).toBe(502);
  await expectUnharmed(lab);
});

it("a broken chunk in the middle of a body is a 400, and the target does not take the body for whole", async () => {
  const target = await startTarget("a");
  target.answer = (request) => void request.resume();
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send(`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n`);
  const request = await arrival;
  client.send("zzz\r\n");
  const response = await client.response();
  expect([response.status, response.get("connection")]).toEqual([400, "close"]);
  expect(await client.ended()).toBe("");
  await expect.poll(() => request.destroyed).toBe(true);
  expect(request.complete).toBe(false);
  expect(lab.balancer.accessLog()).toHaveLength(1);
  await expectUnharmed(lab);
});

it("what is sent behind a good request and is none does not cost that request its answer", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${GET}${GET}nonsense\r\n\r\n`);
  expect((await client.response()).status).toBe(200);
  expect((await client.response()).status).toBe(200);
  expect((await client.response()).status).toBe(400);
  expect(await client.ended()).toBe("");
  expect(target.requests).toHaveLength(2);
  await expectUnharmed(lab);
});

it("a request that waits for its turn with a broken body reaches nobody: 400", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${GET}POST /broken HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzzz\r\n`);
  expect((await client.response()).status).toBe(200);
  expect((await client.response()).status).toBe(400);
  expect(await client.ended()).toBe("");
  expect(target.requests.map(({ url }) => url)).toEqual(["/"]);
  await expectUnharmed(lab);
});

it("pipelined requests behind one that is refused are answered as well, when the connection may go on", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`TRACE / HTTP/1.1\r\n${HOST}\r\n${GET}`);
  expect((await client.response()).status).toBe(405);
  expect((await client.response()).status).toBe(200);
  await expectUnharmed(lab);
});

it("pipelined requests behind an error that ends the connection reach nobody", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`GET / HTTP/1.1\r\n\r\n${GET}${GET}`);
  expect((await client.response()).status).toBe(400);
  expect(await client.ended()).toBe("");
  expect(target.requests).toEqual([]);
  await expectUnharmed(lab);
});

it("pipelined requests are served one after another: none reaches a target before the one before is answered", async () => {
  const target = await startTarget("a");
  const held: (() => void)[] = [];
  const echo = target.answer;
  target.answer = (request, response) => held.push(() => echo(request, response));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(GET.repeat(3));
  for (let i = 1; i <= 3; i += 1) {
    await expect.poll(() => held.length).toBe(i);
    expect(target.requests).toHaveLength(i);
    held.at(-1)!();
    expect((await client.response()).status).toBe(200);
  }
  await expectUnharmed(lab);
});

it("a client that pipelines without end is not read any further while it waits", async () => {
  const target = await startTarget("a");
  const echo = target.answer;
  let release = () => {};
  target.answer = (request, response) => {
    release = () => {
      target.answer = echo;
      echo(request, response);
    };
  };
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send(GET);
  await arrival;
  const padded = `GET / HTTP/1.1\r\n${HOST}X-Padding: ${"x".repeat(4_000)}\r\n\r\n`;
  const flood = padded.repeat(10_000);
  client.send(flood);
  let last = 0;
  const isStill = () => last === (last = client.socket.writableLength);
  await expect.poll(isStill, { interval: 100, timeout: 5_000 }).toBe(true);
  expect(last).toBeGreaterThan(flood.length / 2);
  release();
  for (let i = 0; i < 100; i += 1) expect((await client.response()).status).toBe(200);
  // A hundred answers of 4 kB requests let in as much again, not all there is.
  expect(client.socket.writableLength).toBeGreaterThan(flood.length / 3);
  await expectUnharmed(lab);
});
