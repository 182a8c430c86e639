import { once } from "node:events";
import { expect, it } from "vitest";
import { startBlackHole } from "../fixtures/start-black-hole.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const idle = "idle_timeout.timeout_seconds";
const keepAlive = "client_keep_alive.seconds";
const GET = "GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n";

it("R6.4 the idle timeout is 60 s unless set, from 1 to 4000", async () => {
  const { balancer } = await startBalancerFor([], { shortDurations: false, healthCheck: {} });
  expect(balancer.state().loadBalancer.attributes[idle]).toBe("60");
  for (const value of ["0", "4001", "1.5"]) {
    expect(balancer.modifyLoadBalancerAttributes({ [idle]: value })).toMatchObject({ key: idle, value });
  }
  for (const value of ["1", "4000"]) expect(balancer.modifyLoadBalancerAttributes({ [idle]: value })).toBeNull();
});

it("R6.4 a target that keeps silent gives 504 after the idle timeout, and loses its connection", async () => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { [idle]: "0.3" } });
  const client = await lab.connect();
  const arrival = target.arrival();
  const startedAt = performance.now();
  client.send(GET);
  const gone = once((await arrival).socket, "close");
  const response = await client.response();
  expect([response.status, response.get("server")]).toEqual([504, "awselb/2.0"]);
  expect(performance.now() - startedAt).toBeGreaterThan(280);
  await gone;
});

it("R6.4 a byte now and then keeps a slow answer alive", async () => {
  const target = await startTarget("a");
  target.answer = (_request, response) => {
    let written = 0;
    const timer = setInterval(() => {
      response.write(String(written++));
      if (written < 5) return;
      clearInterval(timer);
      response.end();
    }, 120);
  };
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { [idle]: "0.3" } });
  expect((await lab.get("/")).body).toBe("01234");
});

it("R6.4 an idle kept connection is closed without a word", async () => {
  const lab = await startBalancerFor([await startTarget("a")], { loadBalancerAttributes: { [idle]: "0.2" } });
  const fresh = await lab.connect();
  const used = await lab.connect();
  used.send(GET);
  expect((await used.response()).get("connection")).toBe("keep-alive");
  expect(await Promise.all([fresh.ended(), used.ended()])).toEqual(["", ""]);
  expect(lab.metric("HTTPCode_ELB_4XX_Count")).toBe(0);
});

it("R6.4 an idle connection to a target is closed as well", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { [idle]: "0.2" } });
  await lab.get("/");
  await expect.poll(() => target.sockets.size).toBe(0);
});

it("R6.4 a changed idle timeout acts on connections that are open", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  const { client } = await lab.upgrade();
  expect(lab.balancer.modifyLoadBalancerAttributes({ [idle]: "0.1" })).toBeNull();
  expect(await client.ended()).toBe("");
});

it("R6.6 past its time a connection serves one request more and says close; a new one works", async () => {
  const lab = await startBalancerFor([await startTarget("a")], {
    withClock: true,
    loadBalancerAttributes: { [keepAlive]: "60" },
  });
  const client = await lab.connect();
  const ask = async () => {
    client.send(GET);
    return (await client.response()).get("connection");
  };
  expect(await ask()).toBe("keep-alive");
  lab.clock.nowMs += 59_999;
  expect(await ask()).toBe("keep-alive");
  lab.clock.nowMs += 1;
  expect(await ask()).toBe("close");
  expect(await client.ended()).toBe("");
  expect((await lab.get("/")).status).toBe(200);
});

it("R6.6 the duration is fixed when the connection is made, and from 60 s to 7 days", async () => {
  const lab = await startBalancerFor([await startTarget("a")], {
    withClock: true,
    shortDurations: false,
    healthCheck: { timeoutSeconds: 5 },
  });
  const { balancer } = lab;
  expect(balancer.state().loadBalancer.attributes[keepAlive]).toBe("3600");
  for (const value of ["59", "604801"]) {
    expect(balancer.modifyLoadBalancerAttributes({ [keepAlive]: value })).toMatchObject({ key: keepAlive });
  }
  const client = await lab.connect();
  client.send(GET);
  await client.response();
  expect(balancer.modifyLoadBalancerAttributes({ [keepAlive]: "60" })).toBeNull();
  lab.clock.nowMs += 61_000;
  client.send(GET);
  expect((await client.response()).get("connection")).toBe("keep-alive");
});

it("R6.6 an open WebSocket lives on", async () => {
  const lab = await startBalancerFor([await startTarget("a")], {
    withClock: true,
    loadBalancerAttributes: { [keepAlive]: "60" },
  });
  const { client } = await lab.upgrade();
  lab.clock.nowMs += 3_600_000;
  client.send("still here");
  expect(await client.until("still here")).toBe("still here");
});

it("R6.9 a target that closes a kept connection just as the next request arrives gives 502, and is not asked again", async () => {
  const target = await startRawTarget("a", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    socket.on("data", () => socket.destroy());
  });
  const lab = await startBalancerFor([target]);
  expect((await lab.get("/first")).status).toBe(200);
  expect((await lab.get("/second")).status).toBe(502);
  expect(target.sockets).toHaveLength(1);
  expect((await lab.get("/third")).status).toBe(200);
});

it("R6.10 a target whose port is closed gives 502 at once", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  await target.die();
  expect((await lab.get("/")).status).toBe(502);
  expect((await lab.upgrade()).response.status).toBe(502);
  expect(lab.metric("TargetConnectionErrorCount")).toBe(2);
});

it("R6.10 a target that does not take the connection gives 504 after the connect timeout", async () => {
  const lab = await startBalancerFor([], {
    healthCheck: { timeoutSeconds: 0.1, intervalSeconds: 0.1 },
    pins: { connectTimeoutSeconds: 0.3 },
  });
  const { port } = await startBlackHole();
  const unhealthy = lab.event("target-health", { to: "unhealthy" });
  lab.balancer.registerTarget({ id: "hole", address: "127.0.0.1", port });
  await unhealthy;
  const startedAt = performance.now();
  expect((await lab.get("/")).status).toBe(504);
  expect(performance.now() - startedAt).toBeGreaterThan(280);
  expect((await lab.upgrade()).response.status).toBe(504);
  expect(lab.metric("TargetConnectionErrorCount")).toBe(2);
  expect(lab.balancer.state().targets[0]!.requestsInFlight).toBe(0);
});
