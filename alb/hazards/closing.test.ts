import { once } from "node:events";
import net from "node:net";
import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";
import { startBalancer } from "../balancer.ts";

const GET = "GET /held HTTP/1.1\r\nHost: lab.example\r\n\r\n";

it("close() amid traffic ends every connection of both legs, frees the port and may be called twice", async () => {
  const target = await startTarget("a");
  const stubborn = await startRawTarget(
    "b",
    (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    { endsInTurn: false },
  );
  const lab = await startBalancerFor([target, stubborn], { targetGroupAttributes: { "stickiness.enabled": "true" } });
  const onB = `Cookie: AWSALB=${lab.balancer.issueStickinessCookies("b")!.AWSALB}`;
  const onA = `Cookie: AWSALB=${lab.balancer.issueStickinessCookies("a")!.AWSALB}`;
  await lab.get("/", [onA]);
  target.answer = () => {};
  const tunnel = await lab.upgrade([onB]);
  const echoing = await lab.upgrade([onA]);
  const idle = await lab.connect();
  const waiting = await lab.connect();
  const arrival = target.arrival();
  waiting.send(GET.replace("\r\n\r\n", `\r\n${onA}\r\n\r\n`));
  await arrival;
  const uploading = await lab.connect();
  const upload = target.arrival();
  uploading.send(`POST /held HTTP/1.1\r\nHost: x\r\n${onA}\r\nContent-Length: 100\r\n\r\npart`);
  await upload;
  expect(lab.metric("ActiveConnectionCount")).toBe(9);

  await Promise.all([lab.balancer.close(), lab.balancer.close()]);
  await lab.balancer.close();
  for (const { ended } of [tunnel.client, echoing.client, idle, waiting, uploading]) await ended();
  await expect.poll(() => target.sockets.size).toBe(0);
  await expect
    .poll(() => stubborn.sockets.every(({ destroyed, readableEnded }) => destroyed || readableEnded))
    .toBe(true);
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(0);
  const refused = net.connect(lab.balancer.port, "127.0.0.1");
  expect(await once(refused, "error")).toMatchObject([{ code: "ECONNREFUSED" }]);
});

it("close() does not wait for a side that will not end", async () => {
  const stubborn = await startRawTarget(
    "a",
    (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    { endsInTurn: false },
  );
  const lab = await startBalancerFor([stubborn]);
  const client = await lab.connect({ allowHalfOpen: true });
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await client.response();
  const startedAt = performance.now();
  await lab.balancer.close();
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

it("an answer that ends the connection is not lost to a client that sends its whole body before it reads", async () => {
  const lab = await startBalancerFor([]);
  const client = await lab.connect();
  client.socket.pause();
  client.send("POST / HTTP/1.1\r\nHost: lab.example\r\nContent-Length: 20000000\r\n\r\n");
  await lab.event("elb-error", { code: 503 }, 0);
  for (let i = 0; i < 20; i += 1) client.send("x".repeat(1_000_000));
  await expect.poll(() => client.socket.writableLength).toBe(0);
  client.socket.resume();
  expect((await client.response()).status).toBe(503);
  expect(await client.ended()).toBe("");
  await expectUnharmed(lab);
});

it("a request that crosses the end of an idle connection reaches nobody, and a client that stays is cut off", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.1" } });
  const client = await lab.connect({ allowHalfOpen: true });
  expect(await client.ended()).toBe("");
  client.send(GET);
  await expect.poll(() => lab.metric("ActiveConnectionCount"), { timeout: 4_000 }).toBe(0);
  expect(target.requests).toEqual([]);
  expect(lab.balancer.accessLog()).toEqual([]);
  await expectUnharmed(lab);
});

it("a refused upgrade's connection is over when the client ends its side", async () => {
  const lab = await startBalancerFor([]);
  const { client, response } = await lab.upgrade();
  expect(response.status).toBe(503);
  client.socket.end("bytes that nobody wants");
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(0);
  await expectUnharmed(lab);
});

it("a port in use is an error that names it, and leaves nothing behind", async () => {
  const lab = await startBalancerFor([]);
  const { port } = lab.balancer;
  await expect(startBalancer({ port })).rejects.toMatchObject({ code: "EADDRINUSE", port });
  await expectUnharmed(lab);
});

it("a target that is taken off the list takes its work with it, and its idle connections", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  await lab.get("/");
  target.answer = () => {};
  const arrival = target.arrival();
  const client = await lab.connect();
  client.send(GET);
  await arrival;
  const tunnel = await lab.upgrade();
  lab.balancer.removeTarget("a");
  expect((await client.response()).status).toBe(502);
  expect(await tunnel.client.ended()).toBe("");
  await expect.poll(() => target.sockets.size).toBe(0);
  await expectUnharmed(lab);
});

it("a target that is deregistered loses its idle connections when it is unused", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], {
    targetGroupAttributes: { "deregistration_delay.timeout_seconds": "0.1" },
  });
  await lab.get("/");
  expect(target.sockets.size).toBe(1);
  lab.balancer.deregisterTarget("a");
  await expect.poll(() => target.sockets.size).toBe(0);
  await expectUnharmed(lab);
});

it("a listener of events that throws hurts neither traffic nor other listeners", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  const warning = once(process, "warning");
  const thrower = () => {
    lab.balancer.events.off("event", thrower);
    throw new Error("a listener's own");
  };
  lab.balancer.events.on("event", thrower);
  const over = lab.event("request");
  expect((await lab.get("/")).status).toBe(200);
  await over;
  expect(await warning).toMatchObject([{ message: "a listener's own" }]);
  await expectUnharmed(lab);
});
