import { once } from "node:events";
import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const WAYS = ["end", "destroy", "resetAndDestroy"] as const;
const GET = "GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n";

it.each(WAYS)(
  "a target that dies (%s) in the middle of its head gives 502, and the connection serves on",
  async (how) => {
    let isDying = true;
    const target = await startRawTarget("a", (socket) => {
      if (!isDying) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      else socket.write("HTTP/1.1 200 OK\r\nContent-", () => socket[how]());
    });
    const lab = await startBalancerFor([target]);
    const client = await lab.connect();
    client.send(GET);
    expect((await client.response()).status).toBe(502);
    isDying = false;
    client.send(GET);
    expect((await client.response()).status).toBe(200);
    await expectUnharmed(lab);
  },
);

it.each([
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"],
  ["chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"],
])("a target that dies in the middle of a body with %s breaks the client's connection off", async (_, bytes) => {
  const target = await startRawTarget("a", (socket) => socket.write(bytes));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(GET);
  await client.until("part");
  const over = lab.event("request");
  target.sockets[0]!.destroy();
  expect((await client.ended()).trim()).toBe("");
  expect(await over).toMatchObject({ status: 200, reason: "the target broke off its answer" });
  await expectUnharmed(lab);
});

it("a client of HTTP/1.0, for which the end is the end of the body, gets a reset instead of one", async () => {
  const target = await startRawTarget("a", (socket) =>
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"),
  );
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("GET / HTTP/1.0\r\n\r\n");
  await client.until("part");
  const error = once(client.socket, "error");
  target.sockets[0]!.destroy();
  expect(await error).toMatchObject([{ code: "ECONNRESET" }]);
  await expectUnharmed(lab);
});

it("a target that dies while a body is on its way to it gives 502, and the rest of the body is thrown away", async () => {
  const target = await startRawTarget("a", (socket) => socket.destroy());
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("POST / HTTP/1.1\r\nHost: lab.example\r\nContent-Length: 5000000\r\n\r\n");
  const body = "x".repeat(1_000_000);
  for (let i = 0; i < 5; i += 1) client.send(body);
  const response = await client.response();
  expect([response.status, response.get("connection")]).toEqual([502, "close"]);
  await expectUnharmed(lab);
});

it("a target that answers before it has the whole body is heard, and what follows is thrown away", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.end("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
  });
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("POST / HTTP/1.1\r\nHost: lab.example\r\nContent-Length: 5000000\r\n\r\npart");
  const response = await client.response();
  expect([response.status, response.body, response.get("connection")]).toEqual([413, "big", "close"]);
  for (let i = 0; i < 5; i += 1) client.send("x".repeat(1_000_000));
  expect(await client.ended()).toBe("");
  expect(lab.events.filter(({ type }) => type === "elb-error")).toEqual([]);
  await expectUnharmed(lab);
});

it.each(["GET", "POST"])(
  "a kept connection that dies under a %s is a 502: the target gets no request twice",
  async (method) => {
    const target = await startTarget("a");
    const lab = await startBalancerFor([target]);
    await lab.get("/first");
    target.answer = (request) => void request.socket.destroy();
    expect((await lab.get("/second", [], method)).status).toBe(502);
    expect(target.requests.map(({ url }) => url)).toEqual(["/first", "/second"]);
    await expectUnharmed(lab);
  },
);

it.each(WAYS)("a target that dies (%s) under many tunnels ends them all", async (how) => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const tunnels = await Promise.all(Array.from({ length: 20 }, () => lab.upgrade()));
  expect(lab.balancer.state().targets[0]!.connections).toBe(20);
  for (const { socket } of target.requests) socket[how]();
  for (const { client } of tunnels) expect(await client.ended()).toBe("");
  await expect.poll(() => lab.balancer.accessLog().length).toBe(20);
  await expectUnharmed(lab);
});

it("an answer that nobody asked for on a kept connection is not taken for the next request's", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"));
  });
  const lab = await startBalancerFor([target]);
  expect((await lab.get("/1")).body).toBe("first");
  const written = once(target.sockets[0]!, "drain");
  target.sockets[0]!.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", () =>
    target.sockets[0]!.emit("drain"),
  );
  await written;
  const bodies = [(await lab.get("/2")).body, (await lab.get("/3")).body];
  expect(bodies).not.toContain("poison");
  await expectUnharmed(lab);
});

it("more bytes than an answer's length said are not taken for another answer", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"));
  });
  const lab = await startBalancerFor([target]);
  for (let i = 0; i < 3; i += 1) expect((await lab.get(`/${i}`)).body).toBe("first");
  await expectUnharmed(lab);
});
