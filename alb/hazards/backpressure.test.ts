import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";

const TOTAL = 64_000_000;
const BLOCK = Buffer.alloc(1_000_000, "x");
/** What the kernel's buffers of two connections, and a little of the balancer's, may hold. */
const MOST = 24_000_000;

/** Writes as fast as it can, and stops when it must wait. */
function flood(socket: Socket): { sent(): number; done: Promise<void> } {
  let left = TOTAL;
  const done = (async () => {
    while (left > 0) {
      left -= BLOCK.length;
      if (!socket.write(BLOCK)) await once(socket, "drain");
    }
  })();
  return { sent: () => TOTAL - left, done };
}

/** Resolves when nothing more moves. */
async function standstill(sent: () => number): Promise<void> {
  let last = -1;
  await expect
    .poll(
      () => {
        const isStill = sent() === last;
        last = sent();
        return isStill;
      },
      { interval: 100, timeout: 5_000 },
    )
    .toBe(true);
}

function count(socket: Socket, from: number): Promise<void> {
  let got = from;
  return new Promise((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      got += chunk.length;
      if (got >= TOTAL) resolve();
    });
    socket.resume();
  });
}

const HEAD = "Host: lab.example\r\n";
const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const UPGRADE = `GET /ws HTTP/1.1\r\n${HEAD}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;

it.each([
  ["an answer", `GET / HTTP/1.1\r\n${HEAD}\r\n`, `HTTP/1.1 200 OK\r\nContent-Length: ${TOTAL}\r\n\r\n`],
  ["a WebSocket", UPGRADE, SWITCHING],
])("a client that does not read %s stops the target; when it reads, all of it arrives", async (_, request, answer) => {
  const target = await startRawTarget("a", (socket) => socket.write(answer));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(request);
  await client.until("\r\n\r\n");
  client.socket.removeAllListeners("data");
  client.socket.pause();
  const { sent, done } = flood(target.sockets[0]!);
  await standstill(sent);
  expect(sent()).toBeLessThan(MOST);
  await Promise.all([count(client.socket, 0), done]);
  await expectUnharmed(lab);
});

it.each([
  ["a request's body", `POST / HTTP/1.1\r\n${HEAD}Content-Length: ${TOTAL}\r\n\r\n`, ""],
  ["a WebSocket", UPGRADE, SWITCHING],
])("a target that does not read %s stops the client; when it reads, all of it arrives", async (_, request, answer) => {
  const target = await startRawTarget("a", (socket) => {
    socket.write(answer);
    socket.removeAllListeners("data");
    socket.pause();
  });
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(request);
  await expect.poll(() => target.sockets.length).toBe(1);
  const { sent, done } = flood(client.socket);
  await standstill(sent);
  expect(sent()).toBeLessThan(MOST);
  await Promise.all([count(target.sockets[0]!, 0), done]);
  await expectUnharmed(lab);
});

it("a client that never reads its answer is cut off after the idle timeout", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${TOTAL}\r\n\r\n`);
    flood(socket).done.catch(() => {});
  });
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.5" } });
  const client = await lab.connect();
  const over = lab.event("request");
  client.socket.pause();
  client.send(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
  expect(await over).toMatchObject({ status: 200, reason: "no data for the idle timeout" });
  await expectUnharmed(lab);
});

it("a client that goes without having read a WebSocket does not keep the target from ending its side", async () => {
  const target = await startRawTarget("a", (socket) => socket.write(SWITCHING));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(UPGRADE);
  await client.until("\r\n\r\n");
  client.socket.pause();
  await standstill(flood(target.sockets[0]!).sent);
  const startedAt = performance.now();
  const closed = lab.event("tunnel-closed");
  client.socket.resetAndDestroy();
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  await expectUnharmed(lab);
});

it("a client that may not send on, since the target does not read, gets 504 and not 408", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.removeAllListeners("data");
    socket.pause();
  });
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.5" } });
  const client = await lab.connect();
  client.send(`POST / HTTP/1.1\r\n${HEAD}Content-Length: ${TOTAL}\r\n\r\n`);
  flood(client.socket).done.catch(() => {});
  expect((await client.response()).status).toBe(504);
  target.sockets[0]!.resume();
  await expectUnharmed(lab);
});

it("a connection to a target that was paused for a slow client is read again for the next one", async () => {
  // So long that the client's side is full when the answer's end has come already.
  const body = "x".repeat(40_000);
  const target = await startRawTarget("a", (socket) => {
    const answer = () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    socket.on("data", answer);
    answer();
  });
  const lab = await startBalancerFor([target]);
  for (let i = 0; i < 3; i += 1) expect((await lab.get("/")).body.length).toBe(body.length);
  expect(target.sockets).toHaveLength(1);
});
