import { expect, it } from "vitest";
import { startBalancer } from "../balancer.ts";
import type { HealthCheckSettings } from "../targets/health-check-settings.ts";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startTarget, type HttpTarget } from "../fixtures/start-target.ts";

const quick = { intervalSeconds: 0.05, healthyThresholdCount: 2, unhealthyThresholdCount: 2 };
const pair = () => Promise.all([startTarget("a"), startTarget("b")]);
const healthOf = (lab: Lab, id: string) => lab.balancer.state().targets.find((target) => target.id === id)!.health;

/** Registers without waiting for a verdict. */
const register = (lab: Lab, { id, port }: HttpTarget) =>
  lab.balancer.registerTarget({ id, address: "127.0.0.1", port });

async function servedBy(lab: Lab, times: number, ...headers: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < times; i += 1) ids.push((await lab.get("/", headers)).json().target);
  return ids;
}

it("R4.1 the settings begin with an ALB's defaults", async () => {
  const balancer = await startBalancer();
  const { healthCheck } = balancer.state().targetGroup;
  await balancer.close();
  expect(healthCheck).toEqual({
    path: "/",
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyThresholdCount: 5,
    unhealthyThresholdCount: 2,
    matcher: "200",
  });
});

it.each<[keyof HealthCheckSettings, number | string]>([
  ["intervalSeconds", 4],
  ["intervalSeconds", 301],
  ["timeoutSeconds", 1],
  ["timeoutSeconds", 121],
  ["healthyThresholdCount", 1],
  ["healthyThresholdCount", 11],
  ["unhealthyThresholdCount", 1],
  ["unhealthyThresholdCount", 11],
  ["path", "health"],
  ["path", `/${"x".repeat(1024)}`],
  ["matcher", "199"],
  ["matcher", "500"],
])("R4.1 %s %s is out of range, and the balancer does not start", async (key, value) => {
  await expect(startBalancer({ healthCheck: { intervalSeconds: 300, [key]: value } })).rejects.toThrow(
    new RegExp(`^healthCheck\\.${key} is "?${String(value).slice(0, 20)}.*allowed: `),
  );
});

it("R4.1 a redirect from the health path fails under the default matcher, and passes under one that allows it", async () => {
  const [a, b] = await pair();
  a.health = 302;
  const strict = await startBalancerFor([], { healthCheck: { unhealthyThresholdCount: 2, intervalSeconds: 0.05 } });
  const unhealthy = strict.event("target-health", { id: "a", to: "unhealthy" });
  register(strict, a);
  expect(await unhealthy).toMatchObject({ reason: "Target.ResponseCodeMismatch" });
  b.health = 302;
  const lenient = await startBalancerFor([b], { healthCheck: { matcher: "200,300-399" } });
  expect(lenient.health("b")).toBe("healthy");
});

it("R4.2 a probe is a GET of the path by ELB-HealthChecker/2.0 with the target's own address as Host", async () => {
  const target = await startTarget("a");
  await startBalancerFor([target], { healthCheck: { path: "/up?deep=1" } });
  const [probe] = target.probes;
  expect([probe!.method, probe!.url]).toEqual(["GET", "/up?deep=1"]);
  expect(probe!.rawHeaders).toEqual([
    "Host",
    `127.0.0.1:${target.port}`,
    "User-Agent",
    "ELB-HealthChecker/2.0",
    "Connection",
    "close",
  ]);
});

it("R4.2 each probe has a fresh connection, closed afterwards", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { healthCheck: quick });
  await expect.poll(() => target.probes.length).toBeGreaterThanOrEqual(3);
  lab.balancer.removeTarget("a");
  expect(new Set(target.probes.map(({ socket }) => socket)).size).toBe(target.probes.length);
  await expect.poll(() => target.sockets.size).toBe(0);
});

it("R4.2 the interval does not stretch while answers are missing", async () => {
  const target = await startTarget("a");
  target.health = null;
  const lab = await startBalancerFor([], { healthCheck: { intervalSeconds: 0.05, timeoutSeconds: 60 } });
  register(lab, target);
  await expect.poll(() => target.probes.length).toBeGreaterThanOrEqual(3);
  expect(healthOf(lab, "a").state).toBe("initial");
});

it("R4.3 every state is shown with its reason", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([], { healthCheck: { ...quick, timeoutSeconds: 0.05 } });
  const { balancer, event } = lab;
  const since = lab.events.length;
  target.health = null;
  register(lab, target);
  expect(healthOf(lab, "a")).toMatchObject({ state: "initial", reason: "Elb.RegistrationInProgress" });
  await event("target-health", { to: "initial", reason: "Elb.InitialHealthChecking" }, since);
  await event("target-health", { to: "unhealthy", reason: "Target.Timeout" }, since);
  target.health = 503;
  await event("target-health", { to: "unhealthy", reason: "Target.ResponseCodeMismatch" }, since);
  expect(healthOf(lab, "a").description).toBe("Health checks failed with these codes: [503]");
  target.health = 200;
  await event("target-health", { to: "healthy" }, since);
  expect(healthOf(lab, "a")).toEqual({ state: "healthy", reason: null, description: null });
  await target.die();
  await event("target-health", { to: "unhealthy", reason: "Target.FailedHealthChecks" }, since);
  balancer.modifyTargetGroupAttributes({ "deregistration_delay.timeout_seconds": "0.05" });
  balancer.deregisterTarget("a");
  expect(healthOf(lab, "a")).toMatchObject({ state: "draining", reason: "Target.DeregistrationInProgress" });
  await event("target-health", { from: "draining", to: "unused", reason: "Target.NotRegistered" }, since);
  expect(lab.health("a")).toBe("not listed");
});

it("R4.4 a new target needs one pass, a healthy one fails after its threshold in a row, and returns after the other", async () => {
  const target = await startTarget("a");
  target.health = [200, 500, 200, 500, 500, 200, 200, 500, 200, 200, 200];
  const lab = await startBalancerFor([], {
    healthCheck: { intervalSeconds: 0.1, healthyThresholdCount: 3, unhealthyThresholdCount: 2 },
  });
  const verdicts: [unknown, number][] = [];
  lab.balancer.events.on("event", ({ type, to }) => {
    if (type === "target-health") verdicts.push([to, target.probes.length]);
  });
  register(lab, target);
  await expect.poll(() => verdicts.length, { timeout: 5_000 }).toBe(3);
  expect(verdicts).toEqual([
    ["healthy", 1],
    ["unhealthy", 5],
    ["healthy", 11],
  ]);
});

it("R4.4 before its first pass a target gets no traffic", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a]);
  b.health = null;
  register(lab, b);
  expect(await servedBy(lab, 4)).toEqual(["a", "a", "a", "a"]);
  lab.balancer.removeTarget("a");
  expect((await lab.get("/")).status).toBe(503);
  expect(b.requests).toEqual([]);
});

it("R4.5 an unhealthy target gets no new requests, until it is healthy again", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { healthCheck: quick });
  a.health = 500;
  await lab.event("target-health", { id: "a", to: "unhealthy" });
  expect(await servedBy(lab, 4)).toEqual(["b", "b", "b", "b"]);
  a.health = 200;
  await lab.event("target-health", { id: "a", to: "healthy" });
  expect((await servedBy(lab, 4)).sort()).toEqual(["a", "a", "b", "b"]);
});

it("R4.6 with nothing but unhealthy targets requests go to all of them, cookies honoured, and are counted", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], {
    healthCheck: quick,
    targetGroupAttributes: { "stickiness.enabled": "true" },
  });
  const since = lab.events.length;
  a.health = 500;
  b.health = 500;
  for (const id of ["a", "b"]) await lab.event("target-health", { id, to: "unhealthy" }, since);
  expect((await servedBy(lab, 4)).sort()).toEqual(["a", "a", "b", "b"]);
  expect(lab.metric("UnhealthyRoutingRequestCount")).toBe(4);
  const onB = `Cookie: AWSALB=${lab.balancer.issueStickinessCookies("b")!.AWSALB}`;
  expect(await servedBy(lab, 3, onB)).toEqual(["b", "b", "b"]);
  b.health = 200;
  await lab.event("target-health", { id: "b", to: "healthy" });
  expect(await servedBy(lab, 3)).toEqual(["b", "b", "b"]);
  expect(lab.metric("UnhealthyRoutingRequestCount")).toBe(7);
});

it.each([
  ["count", "2"],
  ["percentage", "51"],
])("R4.6 below the least %s of healthy targets (%s) the unhealthy ones are used as well", async (which, least) => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { healthCheck: quick });
  a.health = 500;
  await lab.event("target-health", { id: "a", to: "unhealthy" });
  expect(await servedBy(lab, 2)).toEqual(["b", "b"]);
  const key = `target_group_health.unhealthy_state_routing.minimum_healthy_targets.${which}`;
  expect(lab.balancer.modifyTargetGroupAttributes({ [key]: least })).toBeNull();
  expect((await servedBy(lab, 4)).sort()).toEqual(["a", "a", "b", "b"]);
});

it("R4.7 an open WebSocket outlives its target's health (pinned); new ones go elsewhere", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { healthCheck: quick });
  const { client } = await lab.upgrade();
  a.health = 500;
  await lab.event("target-health", { id: "a", to: "unhealthy" });
  client.send("still here");
  expect(await client.until("still here")).toBe("still here");
  await lab.upgrade();
  await lab.upgrade();
  expect([a.requests.length, b.requests.length]).toEqual([1, 2]);
});
