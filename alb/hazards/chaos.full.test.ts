import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";

const ROUNDS = 40;
const CLIENTS = 25;

/** The same numbers in each run: Park and Miller's generator. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const BIG = "x".repeat(200_000);
/** What a target may do with a connection. */
const BEHAVIOURS: ((socket: Socket) => unknown)[] = [
  (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  (socket) => socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
  (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"),
  (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BIG.length}\r\n\r\n${BIG}`),
  (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${BIG.length + 1}\r\n\r\n${BIG}`),
  (socket) => socket.write(`${SWITCHING}hello`),
  (socket) => socket.write(SWITCHING, () => socket.resetAndDestroy()),
  (socket) => socket.end(`${SWITCHING}${BIG}`),
  (socket) => socket.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad"),
  (socket) => socket.end("HTTP/1.1 200 O"),
  (socket) => socket.end("nonsense\r\n\r\n"),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.destroy(),
  () => {},
];
const HOST = "Host: lab.example\r\n";
const REQUESTS = [
  `GET / HTTP/1.1\r\n${HOST}\r\n`,
  `GET / HTTP/1.1\r\n${HOST}\r\n`.repeat(3),
  "GET / HTTP/1.0\r\n\r\n",
  `HEAD / HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}Content-Length: ${BIG.length}\r\n\r\n${BIG}`,
  `POST / HTTP/1.1\r\n${HOST}Content-Length: 100\r\n\r\npart`,
  `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\nzzz\r\n`,
  `GET /ws HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly`,
  `POST / HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\nbody`,
  "GET / HTTP/1.1\r\nHost: lab",
  "nonsense\r\n\r\n",
];
const LEAVINGS: ((socket: Socket) => unknown)[] = [
  (socket) => socket.end(),
  (socket) => socket.destroy(),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.end("some more"),
  (socket) =>
    once(socket, "data").then(
      () => socket.end(),
      () => socket.destroy(),
    ),
];

it.each([1, 2])(
  "a thousand clients and targets that do as they please leave nothing behind (seed %i)",
  async (seed) => {
    const random = createRandom(seed);
    const any = <T>(choices: readonly T[]): T => choices[random(choices.length)]!;
    const targets = await Promise.all(
      ["a", "b", "c"].map((id) => startRawTarget(id, (socket) => void any(BEHAVIOURS)(socket))),
    );
    const lab = await startBalancerFor(targets, {
      targetGroupAttributes: { "stickiness.enabled": "true" },
      loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.3" },
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => lab.connect()));
      for (const { socket } of clients) {
        socket.write(any(REQUESTS));
        if (random(3) > 0) setImmediate(() => void any(LEAVINGS)(socket));
      }
    }
    await expect.poll(() => lab.metric("ActiveConnectionCount"), { timeout: 8_000 }).toBe(0);
    const { metrics } = lab.balancer.state();
    const lines = lab.balancer.accessLog().length;
    expect(lab.events.filter(({ type }) => type === "request" || type === "tunnel-closed")).toHaveLength(
      metrics.RequestCount,
    );
    expect(lines).toBeGreaterThan(ROUNDS);
    await expectUnharmed(lab);
  },
);
