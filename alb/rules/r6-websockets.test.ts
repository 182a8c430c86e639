import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nupGrade: websocket\r\nConnection: Upgrade\r\nX-Own: 1\r\n\r\n";
const PING = "\x89\x00";

/** A target that opens every WebSocket, and the target's end of the newest. */
async function startOpener() {
  const opened: Socket[] = [];
  const target = await startRawTarget("a", (socket) => {
    opened.push(socket);
    socket.write(SWITCHING);
  });
  return { target, newest: () => opened.at(-1)! };
}

it("R6.1 a 101 is relayed with the target's headers as they are, and what follows are bytes both ways", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const { client, response } = await lab.upgrade([
    "Sec-WebSocket-Extensions: permessage-deflate",
    "Origin: http://x.example",
  ]);
  expect(response.head).toBe(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  );
  const [received] = target.requests;
  expect(received!.headers).toMatchObject({
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-extensions": "permessage-deflate",
    origin: "http://x.example",
  });
  const everyByte = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
  client.send(`${everyByte}GET / HTTP/1.1\r\n\r\n.end.`);
  expect(await client.until(".end.")).toBe(`${everyByte}GET / HTTP/1.1\r\n\r\n.end.`);
});

it("R6.1 an open WebSocket has a connection to the target for itself", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const sockets = [await lab.upgrade(), await lab.upgrade()];
  await lab.get("/");
  expect(target.connections()).toBe(3);
  for (const [index, { client }] of sockets.entries()) {
    client.send(`only ${index}.`);
    expect(await client.until(".")).toBe(`only ${index}.`);
  }
});

it("R6.1 when the target does not answer 101, its answer is relayed like any other, body included, and logged as http", async () => {
  const target = await startTarget("a");
  const body = '{"code":1,"message":"Session ID unknown"}';
  target.onUpgrade = (_request, socket) =>
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nX-Own: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  const lab = await startBalancerFor([target], { targetGroupAttributes: { "stickiness.enabled": "true" } });
  const over = lab.event("request", { path: "/ws" });
  const { client, response } = await lab.upgrade();
  expect([response.status, response.body, response.get("x-own")]).toEqual([400, body, "1"]);
  expect(response.all("set-cookie")).toHaveLength(2);
  expect(await client.ended()).toBe("");
  expect(await over).toMatchObject({ status: 400, reason: null });
  expect(lab.balancer.accessLog().at(-1)).toMatch(/^http .* 400 400 /);
  expect([lab.metric("HTTPCode_Target_4XX_Count"), lab.metric("HTTPCode_ELB_4XX_Count")]).toEqual([1, 0]);
});

it("R6.1 an upgrade to something else than websocket is relayed as a plain request (pinned)", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const response = await lab.get("/", [
    "Connection: Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABkAAQAAP__",
  ]);
  expect(response.status).toBe(200);
  expect(target.requests[0]!.headers.upgrade).toBeUndefined();
  expect(target.requests[0]!.headers["http2-settings"]).toBeUndefined();
});

it("R6.4 a silent WebSocket is closed on both sides after the idle timeout, by TCP alone", async () => {
  const { target, newest } = await startOpener();
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.3" } });
  const { client } = await lab.upgrade();
  const startedAt = performance.now();
  const targetEnd = once(newest(), "end");
  const closed = lab.event("tunnel-closed");
  expect(await client.ended()).toBe("");
  expect(performance.now() - startedAt).toBeGreaterThan(280);
  await targetEnd;
  expect(target.received()).toMatch(/\r\n\r\n$/);
  expect(await closed).toMatchObject({ reason: "no data for the idle timeout" });
  expect(lab.balancer.accessLog().at(-1)).toMatch(/^ws .* 101 101 /);
});

it.each(["client", "target"] as const)("R6.5 pings from the %s alone keep a WebSocket open", async (side) => {
  const { target, newest } = await startOpener();
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "1" } });
  const { client } = await lab.upgrade();
  const [from, to] = side === "client" ? [client.socket, newest()] : [newest(), client.socket];
  for (let i = 0; i < 10; i += 1) {
    const arrives = once(to, "data");
    const pause = once(AbortSignal.timeout(150), "abort");
    from.write(PING, "latin1");
    await arrives;
    await pause;
  }
  const startedAt = performance.now();
  expect(await client.ended()).toBe(side === "client" ? "" : PING.repeat(10));
  expect(performance.now() - startedAt).toBeLessThan(960);
});

it("R6.8 when the client is gone the target sees the end of the stream, and no Close frame", async () => {
  const { target, newest } = await startOpener();
  const lab = await startBalancerFor([target]);
  const { client } = await lab.upgrade();
  const ended = once(newest(), "end");
  const closed = lab.event("tunnel-closed");
  client.socket.destroy();
  await ended;
  expect(await closed).toMatchObject({ reason: null });
  expect(target.received()).toMatch(/\r\n\r\n$/);
});

it("R6.8 when the client resets its connection the target sees its own end as well", async () => {
  const { target, newest } = await startOpener();
  const lab = await startBalancerFor([target]);
  const { client } = await lab.upgrade();
  const closed = Promise.race([once(newest(), "end"), once(newest(), "close")]);
  client.socket.resetAndDestroy();
  await closed;
  expect(target.received()).toMatch(/\r\n\r\n$/);
});

it.each(["end", "destroy", "resetAndDestroy"] as const)(
  "R6.8 when the target's socket is over (%s) so is the client's, and no Close frame is made up",
  async (how) => {
    const { target, newest } = await startOpener();
    const lab = await startBalancerFor([target]);
    const { client } = await lab.upgrade();
    newest()[how]();
    expect(await client.ended()).toBe("");
    await expect.poll(() => lab.balancer.state().targets[0]!.connections).toBe(0);
  },
);

it("R6.8 what a side wrote before its end still arrives", async () => {
  const { target, newest } = await startOpener();
  const lab = await startBalancerFor([target]);
  const { client } = await lab.upgrade();
  const last = "x".repeat(1_000_000);
  newest().end(last);
  expect((await client.ended()).length).toBe(last.length);
});

it("R6.8 the end of one side reaches the other at once, while that one still speaks", async () => {
  const target = await startTarget("a");
  const heard = new Promise<number>((resolve) => {
    const accept = target.onUpgrade;
    target.onUpgrade = (request, socket, head) => {
      accept(request, socket, head);
      socket.once("end", () => resolve(performance.now()));
    };
  });
  const lab = await startBalancerFor([target]);
  const { client } = await lab.upgrade();
  client.send("last words");
  const at = performance.now();
  client.socket.end();
  // Sooner than a side that does not end in its turn is cut off.
  expect((await heard) - at).toBeLessThan(1_500);
  expect(await client.ended()).toBe("last words");
});
