import { once } from "node:events";
import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const WAYS = ["end", "destroy", "resetAndDestroy"] as const;
const HEAD = "POST /held HTTP/1.1\r\nHost: lab.example\r\n";

it.each(WAYS)("a client that goes (%s) in the middle of its head leaves nothing behind", async (how) => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(HEAD);
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(1);
  client.socket[how]();
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(0);
  expect(target.requests).toEqual([]);
  await expectUnharmed(lab);
});

it.each(WAYS)("a client that goes (%s) in the middle of its body takes the target's request with it", async (how) => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send(`${HEAD}Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n`);
  const request = await arrival;
  request.resume();
  const broken = once(request, "error");
  const over = lab.event("request");
  client.socket[how]();
  expect(await over).toMatchObject({ status: 400, reason: "the client closed the connection" });
  await broken;
  expect(request.complete).toBe(false);
  await expectUnharmed(lab);
});

it.each(WAYS)("a client that goes (%s) while the target works is a 460, and the target is let go", async (how) => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send("GET /held HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  const { socket } = await arrival;
  const released = once(socket, "close");
  const over = lab.event("request");
  client.socket[how]();
  expect(await over).toMatchObject({ status: 460 });
  await released;
  expect(lab.balancer.accessLog()).toHaveLength(1);
  await expectUnharmed(lab);
});

it.each(WAYS)("a client that goes (%s) in the middle of an answer stops the target's writing", async (how) => {
  const target = await startTarget("a");
  target.answer = (_request, response) =>
    void response.writeHead(200, { "Content-Length": 1_000_000_000 }).write("part");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send("GET /held HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  const { socket } = await arrival;
  await client.until("part");
  const released = once(socket, "close");
  const over = lab.event("request");
  client.socket[how]();
  expect(await over).toMatchObject({ status: 200, reason: "the client closed the connection" });
  await released;
  await expectUnharmed(lab);
});

it.each(WAYS)(
  "a client that goes (%s) while its upgrade is pending is noticed, and the target is let go",
  async (how) => {
    const target = await startRawTarget("a", () => {});
    const lab = await startBalancerFor([target]);
    const client = await lab.connect();
    client.send("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await expect.poll(() => target.sockets.length).toBe(1);
    const released = once(target.sockets[0]!, "close");
    const over = lab.event("request");
    client.socket[how]();
    expect(await over).toMatchObject({ status: 460, path: "/ws" });
    await released;
    expect(lab.balancer.accessLog()).toHaveLength(1);
    await expectUnharmed(lab);
  },
);

it.each(WAYS)("a client that goes (%s) while its upgrade's refusal is on the way lets the target go", async (how) => {
  const target = await startRawTarget("a", (socket) => {
    socket.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 1000000\r\n\r\npart");
  });
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await client.until("part");
  const released = once(target.sockets[0]!, "close");
  const over = lab.event("request");
  client.socket[how]();
  expect(await over).toMatchObject({ status: 400, reason: "the client closed the connection" });
  await released;
  await expectUnharmed(lab);
});

it.each(WAYS)("a client that goes (%s) between two requests is not an error at all", async (how) => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  await client.response();
  client.socket[how]();
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(1);
  expect(lab.balancer.accessLog()).toHaveLength(1);
  expect(lab.events.filter(({ type }) => type === "elb-error")).toEqual([]);
  await expectUnharmed(lab);
});

it("a thousand clients that connect and go leave nothing behind", async () => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target]);
  for (let round = 0; round < 20; round += 1) {
    const clients = await Promise.all(Array.from({ length: 50 }, () => lab.connect()));
    for (const [index, client] of clients.entries()) {
      if (index % 3 > 0) client.send("GET /held HTTP/1.1\r\nHost: lab.example\r\n\r\n");
      client.socket[WAYS[index % 3]!]();
    }
  }
  await expect.poll(() => lab.metric("ActiveConnectionCount"), { timeout: 5_000 }).toBe(0);
  await expectUnharmed(lab);
});
