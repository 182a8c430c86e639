import { once } from "node:events";
import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const UPGRADE = "GET /ws HTTP/1.1\r\nHost: lab.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

it("a target that takes an upgrade and never answers: 504 after the idle timeout, one line, and the target is let go", async () => {
  const target = await startRawTarget("a", () => {});
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.2" } });
  const { client, response } = await lab.upgrade();
  expect([response.status, response.get("connection")]).toEqual([504, "close"]);
  expect(await client.ended()).toBe("");
  expect(lab.balancer.accessLog()).toEqual([expect.stringMatching(/^http .* 504 - /)]);
  await expectUnharmed(lab);
});

it("a target whose delay ends while an upgrade is pending: 502", async () => {
  const target = await startRawTarget("a", () => {});
  const lab = await startBalancerFor([target], {
    targetGroupAttributes: { "deregistration_delay.timeout_seconds": "0.1" },
  });
  const client = await lab.connect();
  client.send(UPGRADE);
  await expect.poll(() => target.sockets.length).toBe(1);
  lab.balancer.deregisterTarget("a");
  expect((await client.response()).status).toBe(502);
  await expectUnharmed(lab);
});

it.each([
  ["a length", (body: string) => `Content-Length: ${body.length}\r\n\r\n${body}`],
  ["chunks", (body: string) => `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`],
  ["the end of the connection", (body: string) => `\r\n${body}`],
])("a refusal of an upgrade arrives whole, however large, when its body ends with %s", async (_, framed) => {
  const body = "x".repeat(3_000_000);
  const target = await startRawTarget("a", (socket) => {
    socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\n${framed(body)}`);
  });
  const lab = await startBalancerFor([target]);
  const { client, response } = await lab.upgrade();
  expect([response.status, response.body.length, response.get("connection")]).toEqual([403, body.length, "close"]);
  expect(await client.ended()).toBe("");
  await expectUnharmed(lab);
});

it("a target that dies in the middle of its refusal of an upgrade: the client gets a reset, not an end", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.write("HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
  });
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(UPGRADE);
  await client.until("part");
  const error = once(client.socket, "error");
  target.sockets[0]!.destroy();
  expect(await error).toMatchObject([{ code: "ECONNRESET" }]);
  await expectUnharmed(lab);
});

it("bytes that come with the heads, in both directions, are the tunnel's first", async () => {
  const target = await startRawTarget("a", (socket) => socket.write(`${SWITCHING}from the target`));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${UPGRADE}from the client`);
  expect((await client.response()).status).toBe(101);
  expect(await client.until("from the target")).toBe("from the target");
  await expect.poll(() => target.received().split("\r\n\r\n")[1]).toBe("from the client");
  await expectUnharmed(lab);
});

it("bytes that a client sends before the target has answered wait, and keep their order", async () => {
  const target = await startRawTarget("a", () => {});
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${UPGRADE}1`);
  await expect.poll(() => target.sockets.length).toBe(1);
  const early = Array.from({ length: 5_000 }, (_, i) => String(i)).join(" ");
  client.send(`${early}.`);
  target.sockets[0]!.write(SWITCHING);
  await client.response();
  client.send("the end");
  await expect.poll(() => target.received().endsWith("the end")).toBe(true);
  expect(target.received().split("\r\n\r\n")[1]).toBe(`1${early}.the end`);
  await expectUnharmed(lab);
});

it("a client cannot make the balancer hold more than a little before the target has answered: 400", async () => {
  const target = await startRawTarget("a", () => {});
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(UPGRADE);
  await expect.poll(() => target.sockets.length).toBe(1);
  const letGo = once(target.sockets[0]!, "close");
  client.send("x".repeat(10_000_000));
  expect((await client.response()).status).toBe(400);
  await letGo;
  expect(await client.ended()).toBe("");
  await expectUnharmed(lab);
});

it("an upgrade to something else than websocket may have a body, and its connection goes on", async () => {
  const target = await startTarget("a");
  const bodies: string[] = [];
  target.answer = (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      bodies.push(body);
      response.end("ok");
    });
  };
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const head =
    "POST / HTTP/1.1\r\nHost: lab.example\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
  client.send(`${head}Content-Length: 9\r\n\r\nall `);
  client.send("there");
  expect((await client.response()).status).toBe(200);
  client.send(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nagain\r\n0\r\n\r\n`);
  expect((await client.response()).status).toBe(200);
  expect(bodies).toEqual(["all there", "again"]);
  expect(target.requests[0]!.headers.upgrade).toBeUndefined();
  await expectUnharmed(lab);
});

it("an upgrade behind a request that has no answer yet waits for its turn", async () => {
  const target = await startTarget("a");
  const echo = target.answer;
  const held: (() => void)[] = [];
  target.answer = (request, response) => held.push(() => echo(request, response));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`GET /held HTTP/1.1\r\nHost: lab.example\r\n\r\n${UPGRADE}early`);
  await expect.poll(() => held.length).toBe(1);
  expect(target.requests.map(({ url }) => url)).toEqual(["/held"]);
  held[0]!();
  expect((await client.response()).status).toBe(200);
  expect((await client.response()).status).toBe(101);
  expect(await client.until("early")).toBe("early");
  await expectUnharmed(lab);
});

it("an upgrade with a body: the target gets the body at once, and what follows once there is a WebSocket", async () => {
  const target = await startRawTarget("a", () => {});
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${UPGRADE.replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\n")}bodyearly`);
  await expect.poll(() => target.received().split("\r\n\r\n")[1]).toBe("body");
  target.sockets[0]!.write(SWITCHING);
  expect((await client.response()).status).toBe(101);
  await expect.poll(() => target.received().split("\r\n\r\n")[1]).toBe("bodyearly");
  await expectUnharmed(lab);
});

it("an upgrade on a connection that has served requests works", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  const client = await lab.connect();
  client.send("GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  await client.response();
  client.send(UPGRADE);
  expect((await client.response()).status).toBe(101);
  client.send("echo");
  expect(await client.until("echo")).toBe("echo");
  await expectUnharmed(lab);
});

it("a target that answers 101 to a plain request is a bad gateway, and does not get the client's connection", async () => {
  const target = await startRawTarget("a", (socket) => socket.write(`${SWITCHING}hello`));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  const response = await client.response();
  expect([response.status, response.get("connection"), client.rest()]).toEqual([502, "keep-alive", ""]);
  await expectUnharmed(lab);
});

it.each(["client", "target"] as const)(
  "a side that does not end in its turn, though the %s did, is cut off",
  async (side) => {
    const target = await startRawTarget("a", (socket) => socket.write(SWITCHING), { endsInTurn: false });
    const lab = await startBalancerFor([target]);
    const client = await lab.connect({ allowHalfOpen: true });
    client.send(UPGRADE);
    await client.response();
    const [ender, other] =
      side === "client" ? [client.socket, target.sockets[0]!] : [target.sockets[0]!, client.socket];
    const ended = once(other, "end");
    ender.end();
    await ended;
    await expect.poll(() => lab.metric("ActiveConnectionCount"), { timeout: 5_000 }).toBe(0);
    await expectUnharmed(lab);
  },
);

it("what a side still has to say when the other has ended arrives", async () => {
  const target = await startRawTarget("a", (socket) => socket.write(SWITCHING), { endsInTurn: false });
  const lab = await startBalancerFor([target]);
  const client = await lab.connect({ allowHalfOpen: true });
  client.send(UPGRADE);
  await client.response();
  const ended = once(target.sockets[0]!, "end");
  client.socket.end();
  await ended;
  target.sockets[0]!.end("last words");
  expect(await client.ended()).toBe("last words");
  await expectUnharmed(lab);
});
