import { afterAll, expect, it } from "vitest";
import { buildPrograms } from "../../machine/build/build-programs.ts";
import { CHATS } from "./chats.ts";
import { connectEcho } from "./echo-load.ts";
import { connectFleet } from "./fleet.ts";
import { connectHttp } from "./http-load.ts";
import { BALANCER, startProxies } from "./peers.ts";

const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

it("each proxy answers requests and passes WebSocket messages on", async () => {
  await buildPrograms();
  const proxies = await startProxies();
  closers.push(proxies.close);
  let asked = 0;
  expect(proxies.servers.map(({ name }) => name)).toContain(BALANCER);
  for (const { name, port } of proxies.servers) {
    const clients = await connectHttp(port, 2);
    const requests = await clients.keepAsking(0.05);
    expect([name, requests > 0]).toEqual([name, true]);
    if (name === BALANCER) asked = requests;
    clients.close();
    const echo = await connectEcho(port, 2);
    expect([name, (await echo.keepSending(0.05)) > 0]).toEqual([name, true]);
    echo.close();
  }
  // A line for each request; those of the WebSockets besides.
  expect(await proxies.close()).toBeGreaterThanOrEqual(asked);
});

it("each chat delivers a message to all of a room", async () => {
  const people = 3;
  await Promise.all(
    CHATS.map(async ({ name, speaks, start }) => {
      const server = await start();
      closers.push(server.close);
      const fleet = await connectFleet(server.port, people, speaks);
      const deliveries = await fleet.talk(0.05);
      fleet.close();
      expect([name, deliveries > 0, deliveries % people]).toEqual([name, true, 0]);
    }),
  );
});
