import { once } from "node:events";
import { expect, it } from "vitest";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startTarget, type HttpTarget } from "../fixtures/start-target.ts";

const delay = "deregistration_delay.timeout_seconds";
const pair = () => Promise.all([startTarget("a"), startTarget("b")]);

/** `/held` is answered when the test says so. */
function hold(target: HttpTarget): { release(): void; begin(): void } {
  const echo = target.answer;
  const held: (() => void)[] = [];
  const begun: (() => void)[] = [];
  target.answer = (request, response) => {
    if (!request.url!.startsWith("/held")) return echo(request, response);
    held.push(() => echo(request, response));
    begun.push(() => void response.writeHead(200, { "Content-Length": 100 }).write("part"));
  };
  return { release: () => held.forEach((one) => one()), begin: () => begun.forEach((one) => one()) };
}

/** A request that has reached the target and waits for its answer. */
async function startPoll(lab: Lab, target: HttpTarget) {
  const poll = await lab.connect();
  const arrival = target.arrival();
  poll.send("GET /held HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  return { poll, request: await arrival };
}

it("R5.1 the delay is 300 s unless set, from 0 to 3600", async () => {
  const { balancer } = await startBalancerFor([], { shortDurations: false, healthCheck: {} });
  const current = () => balancer.state().targetGroup.attributes[delay];
  expect(current()).toBe("300");
  for (const value of ["-1", "3601", "0.5", "soon"]) {
    expect(balancer.modifyTargetGroupAttributes({ [delay]: value })).toMatchObject({ key: delay, value });
  }
  expect(current()).toBe("300");
  for (const value of ["0", "3600"]) expect(balancer.modifyTargetGroupAttributes({ [delay]: value })).toBeNull();
});

it("R5.2 a draining target gets no new requests, and what it has under way may finish", async () => {
  const [a, b] = await pair();
  const { release } = hold(a);
  const lab = await startBalancerFor([a, b]);
  const { poll } = await startPoll(lab, a);
  lab.balancer.deregisterTarget("a");
  expect(lab.health("a")).toBe("draining");
  for (let i = 0; i < 3; i += 1) expect((await lab.get("/")).json().target).toBe("b");
  release();
  expect((await poll.response()).json().target).toBe("a");
  expect(lab.health("a")).toBe("draining");
});

it("R5.2 it cannot be registered again until the delay is over, and counts neither as healthy nor as unhealthy", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { targetGroupAttributes: { [delay]: "0.1" } });
  const unused = lab.event("target-health", { id: "a", to: "unused" });
  lab.balancer.deregisterTarget("a");
  expect([lab.metric("HealthyHostCount"), lab.metric("UnHealthyHostCount")]).toEqual([1, 0]);
  expect(() => lab.balancer.registerTarget({ id: "a", address: "127.0.0.1", port: a.port })).toThrow(
    /registered already/,
  );
  await unused;
  expect(lab.health("a")).toBe("not listed");
  await lab.register(a);
  expect(lab.health("a")).toBe("healthy");
});

it("R5.2 a draining target is not checked any more", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { healthCheck: { intervalSeconds: 0.05 } });
  lab.balancer.deregisterTarget("a");
  const { length } = a.probes;
  const seen = b.probes.length;
  await expect.poll(() => b.probes.length).toBeGreaterThan(seen + 2);
  expect(a.probes.length).toBeLessThanOrEqual(length + 1);
});

it("R5.3 an open WebSocket lives through the delay and is then closed by TCP alone, on both sides", async () => {
  const [a, b] = await pair();
  // Long enough for two messages on a busy machine.
  const lab = await startBalancerFor([a, b], { targetGroupAttributes: { [delay]: "2" } });
  let targetGot = "";
  const targetEnd = new Promise<void>((resolve) => {
    const accept = a.onUpgrade;
    a.onUpgrade = (request, socket, head) => {
      accept(request, socket, head);
      socket.on("data", (chunk: Buffer) => (targetGot += chunk.toString()));
      socket.on("end", resolve);
    };
  });
  const { client } = await lab.upgrade();
  lab.balancer.deregisterTarget("a");
  client.send("still here");
  await client.until("still here");
  expect(lab.health("a")).toBe("draining");
  const closed = lab.event("tunnel-closed");
  expect(await client.ended()).toBe("");
  await targetEnd;
  expect(await closed).toMatchObject({ reason: "the deregistration delay ended" });
  expect(targetGot).toBe("still here");
  expect(lab.health("a")).toBe("not listed");
});

it("R5.3 a request that is still unanswered at the end of the delay gets 502", async () => {
  const [a, b] = await pair();
  hold(a);
  const lab = await startBalancerFor([a, b], { targetGroupAttributes: { [delay]: "0.1" } });
  const { poll, request: held } = await startPoll(lab, a);
  const gone = once(held.socket, "close");
  const unused = lab.event("target-health", { id: "a", to: "unused" });
  lab.balancer.deregisterTarget("a");
  expect((await poll.response()).status).toBe(502);
  expect(lab.health("a")).toBe("not listed");
  await Promise.all([gone, unused]);
});

it("R5.3 an answer that is half sent at the end of the delay is broken off, and cannot be mistaken for a whole one", async () => {
  const [a, b] = await pair();
  const { begin } = hold(a);
  const lab = await startBalancerFor([a, b], { targetGroupAttributes: { [delay]: "0.1" } });
  const { poll } = await startPoll(lab, a);
  begin();
  await poll.until("part");
  lab.balancer.deregisterTarget("a");
  expect(await poll.ended()).toBe("");
});

it("R5.4 a target that dies while it drains gives its clients 502", async () => {
  const [a, b] = await pair();
  hold(a);
  const lab = await startBalancerFor([a, b]);
  const { poll } = await startPoll(lab, a);
  lab.balancer.deregisterTarget("a");
  await a.die();
  expect((await poll.response()).status).toBe(502);
});

it("R5.5 there is no switch that ends connections on deregistration", async () => {
  const { balancer } = await startBalancerFor([]);
  const key = "deregistration_delay.connection_termination.enabled";
  expect(balancer.modifyTargetGroupAttributes({ [key]: "true" })?.message).toMatch(
    /is not an attribute of a target group/,
  );
});

it("R5.6 with a deregistration lag a draining target still gets requests, for so long and no longer", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { withClock: true, pins: { deregistrationLagSeconds: 2 } });
  lab.balancer.deregisterTarget("a");
  const served = async () => [(await lab.get("/")).json().target, (await lab.get("/")).json().target].sort().join("");
  expect(await served()).toBe("ab");
  lab.clock.nowMs += 1_999;
  expect(await served()).toBe("ab");
  lab.clock.nowMs += 1;
  expect(await served()).toBe("bb");
});
