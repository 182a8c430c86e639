import { isDeepStrictEqual } from "node:util";
import { expect, it } from "vitest";
import { cookieValue, jar } from "../fixtures/cookies.ts";
import { startBalancerFor, type LabOptions } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";

const duration = "stickiness.lb_cookie.duration_seconds";
const sticky = { "stickiness.enabled": "true" };

async function startSticky(options: LabOptions = {}) {
  const targets = await Promise.all(["a", "b", "c"].map((id) => startTarget(id)));
  const lab = await startBalancerFor(targets, {
    withClock: true,
    ...options,
    targetGroupAttributes: { ...sticky, ...options.targetGroupAttributes },
  });
  const [a, b, c] = targets as [(typeof targets)[0], (typeof targets)[0], (typeof targets)[0]];
  /** A cookie that names this target. */
  const cookieOf = (id: string) => lab.balancer.issueStickinessCookies(id)!.AWSALB;
  const whoServes = async (...headers: string[]) => (await lab.get("/", headers)).json().target;
  return { ...lab, lab, a, b, c, cookieOf, whoServes };
}

it("R1.8 the window slides with use: only a pause longer than the duration ends it", async () => {
  const { lab, clock } = await startSticky({ targetGroupAttributes: { [duration]: "2" } });
  let last = await lab.get("/");
  for (let second = 0; second < 10; second += 1) {
    clock.nowMs += 1_000;
    last = await lab.get("/", [jar(last)]);
    expect(last.json().target).toBe("a");
  }
  clock.nowMs += 2_001;
  const stale = jar(last);
  last = await lab.get("/", [stale]);
  expect(last.json().target).toBe("b");
  expect(jar(last)).not.toBe(stale);
  expect((await lab.get("/", [jar(last)])).json().target).toBe("b");
});

it("R1.8 a client that replays its first cookie for ever is moved after one duration, though it never paused", async () => {
  const { lab, clock } = await startSticky({ targetGroupAttributes: { [duration]: "2" } });
  const first = jar(await lab.get("/"));
  const served: string[] = [];
  for (let second = 1; second <= 3; second += 1) {
    clock.nowMs += 1_000;
    served.push((await lab.get("/", [first])).json().target);
  }
  expect(served).toEqual(["a", "a", "b"]);
});

it("R1.9 a changed duration acts on cookies that are out already", async () => {
  const { lab, clock, balancer } = await startSticky({ targetGroupAttributes: { [duration]: "3600" } });
  const cookie = jar(await lab.get("/"));
  clock.nowMs += 2_000;
  expect((await lab.get("/", [cookie])).json().target).toBe("a");
  balancer.modifyTargetGroupAttributes({ [duration]: "1" });
  expect((await lab.get("/", [cookie])).json().target).toBe("b");
  balancer.modifyTargetGroupAttributes({ [duration]: "3600" });
  expect((await lab.get("/", [cookie])).json().target).toBe("a");
});

it("R1.10 a cookie that cannot be used re-routes, is overwritten and counted; no error reaches the client", async () => {
  const { lab, cookieOf, metric } = await startSticky();
  const other = await startSticky();
  const good = cookieOf("a");
  const flipped = `${good.slice(0, 40)}${good[40] === "A" ? "B" : "A"}${good.slice(41)}`;
  const useless = ["", "garbage", "_remove_", good.slice(0, -1), `${good}A`, flipped, other.cookieOf("a")];
  for (const [index, value] of useless.entries()) {
    const response = await lab.get("/", [`Cookie: AWSALB=${value}`]);
    expect(response.status).toBe(200);
    const { target } = response.json();
    expect(target).toBe(["a", "b", "c"][index % 3]);
    expect((await lab.get("/", [jar(response)])).json().target).toBe(target);
    expect(metric("NonStickyRequestCount")).toBe(index + 1);
  }
});

it("R1.10 a cookie that names an unhealthy or an unknown target re-routes and is overwritten", async () => {
  const { lab, a, cookieOf, balancer, event, metric } = await startSticky({ healthCheck: { intervalSeconds: 0.05 } });
  const onA = `Cookie: AWSALB=${cookieOf("a")}`;
  const onC = `Cookie: AWSALB=${cookieOf("c")}`;
  a.health = 500;
  await event("target-health", { id: "a", to: "unhealthy" });
  balancer.removeTarget("c");
  for (const [index, cookie] of [onA, onC].entries()) {
    const response = await lab.get("/", [cookie]);
    expect(response.json().target).toBe("b");
    expect((await lab.get("/", [jar(response)])).json().target).toBe("b");
    expect(metric("NonStickyRequestCount")).toBe(index + 1);
  }
});

it("R1.11 the very next request of a draining target's client goes elsewhere, with a new cookie", async () => {
  const { lab, balancer } = await startSticky();
  const first = await lab.get("/");
  expect(first.json().target).toBe("a");
  balancer.deregisterTarget("a");
  const moved = await lab.get("/", [jar(first)]);
  expect(moved.json().target).not.toBe("a");
  expect(cookieValue(moved, "AWSALB")).not.toBeNull();
  expect((await lab.get("/", [jar(moved)])).json().target).toBe(moved.json().target);
});

it("R1.12 nobody goes back to a target that has recovered", async () => {
  const { lab, a, event } = await startSticky({ healthCheck: { intervalSeconds: 0.05, healthyThresholdCount: 2 } });
  const first = await lab.get("/");
  expect(first.json().target).toBe("a");
  a.health = 500;
  await event("target-health", { id: "a", to: "unhealthy" });
  const moved = await lab.get("/", [jar(first)]);
  const refuge = moved.json().target;
  expect(refuge).not.toBe("a");
  a.health = 200;
  await event("target-health", { id: "a", to: "healthy" });
  expect((await lab.get("/", [jar(moved)])).json().target).toBe(refuge);
});

it("R1.13 between a target's death and the verdict its clients get 502, and nobody else is asked in its place", async () => {
  const { lab, a, b, c } = await startSticky({
    healthCheck: { intervalSeconds: 0.05, unhealthyThresholdCount: 10 },
  });
  const cookie = jar(await lab.get("/"));
  await a.die();
  const answers: unknown[] = [];
  // All the while, failed checks or not: until there are ten of them.
  while (lab.health("a") !== "unhealthy") {
    const response = await lab.get("/", [cookie]);
    if (lab.health("a") !== "unhealthy") answers.push([response.status, response.get("server")]);
  }
  expect(answers.length).toBeGreaterThan(3);
  expect(answers.filter((answer) => !isDeepStrictEqual(answer, [502, "awselb/2.0"]))).toEqual([]);
  // The last one may have crossed the verdict.
  expect(b.requests.length + c.requests.length).toBeLessThanOrEqual(1);
  const moved = await lab.get("/", [cookie]);
  expect(moved.status).toBe(200);
  expect(["b", "c"]).toContain(moved.json().target);
});

it("R1.14 AWSALBCORS wins over AWSALB, in either order; either alone sticks", async () => {
  const { cookieOf, whoServes } = await startSticky();
  expect(await whoServes(`Cookie: AWSALB=${cookieOf("b")}; AWSALBCORS=${cookieOf("c")}`)).toBe("c");
  expect(await whoServes(`Cookie: AWSALBCORS=${cookieOf("b")}; AWSALB=${cookieOf("c")}`)).toBe("b");
  expect(await whoServes(`Cookie: AWSALB=${cookieOf("c")}`)).toBe("c");
  expect(await whoServes(`Cookie: AWSALBCORS=${cookieOf("b")}`)).toBe("b");
  expect(await whoServes(`Cookie: AWSALB=${cookieOf("b")}`, `Cookie: AWSALBCORS=${cookieOf("c")}`)).toBe("c");
});

it("R1.14 an AWSALBCORS that cannot be used is not rescued by a good AWSALB", async () => {
  const { lab, cookieOf, metric } = await startSticky();
  const response = await lab.get("/", [`Cookie: AWSALB=${cookieOf("c")}; AWSALBCORS=garbage`]);
  expect(response.json().target).toBe("a");
  expect(metric("NonStickyRequestCount")).toBe(1);
});

it("R1.15 a URL-encoded value is of no use, and values hold what encoding changes", async () => {
  const { lab, cookieOf, metric } = await startSticky();
  let raw = cookieOf("c");
  while (!raw.includes("+") || !raw.includes("/")) raw = cookieOf("c");
  expect((await lab.get("/", [`Cookie: AWSALB=${encodeURIComponent(raw)}`])).json().target).toBe("a");
  expect(metric("NonStickyRequestCount")).toBe(1);
  expect((await lab.get("/", [`Cookie: AWSALB=${raw}`])).json().target).toBe("c");
  expect(metric("NonStickyRequestCount")).toBe(1);
});

it("R1.16 values are opaque; a rotated key still opens what the one before sealed, but not older ones", async () => {
  const { cookieOf, whoServes, balancer } = await startSticky();
  const first = cookieOf("c");
  expect(cookieOf("c")).not.toBe(first);
  expect(Buffer.from(first, "base64")).toHaveLength(93);
  balancer.rotateCookieKey();
  expect(await whoServes(`Cookie: AWSALB=${first}`)).toBe("c");
  const second = cookieOf("c");
  balancer.rotateCookieKey();
  expect(await whoServes(`Cookie: AWSALB=${first}`)).toBe("a");
  expect(await whoServes(`Cookie: AWSALB=${second}`)).toBe("c");
});

it("R1.17 switched off, cookies are neither read nor set; switched on again, an old one holds", async () => {
  const { lab, balancer, metric } = await startSticky();
  const cookie = jar(await lab.get("/"));
  balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "false" });
  const before = metric("NonStickyRequestCount");
  const served: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const response = await lab.get("/", [cookie]);
    served.push(response.json().target);
    expect(response.all("set-cookie")).toEqual([]);
  }
  expect(served).toEqual(["b", "c", "a"]);
  expect(metric("NonStickyRequestCount")).toBe(before);
  balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "true" });
  for (let i = 0; i < 3; i += 1) expect((await lab.get("/", [cookie])).json().target).toBe("a");
});

it("R1.18 a 101 carries both cookies, and they name the socket's target", async () => {
  const { lab } = await startSticky();
  const { response } = await lab.upgrade();
  expect(response.status).toBe(101);
  expect(response.all("set-cookie").map((line) => line.split("=")[0])).toEqual(["AWSALB", "AWSALBCORS"]);
  for (let i = 0; i < 3; i += 1) expect((await lab.get("/", [jar(response)])).json().target).toBe("a");
});

it("R1.18 pinned otherwise, a 101 carries none", async () => {
  const { lab } = await startSticky({ pins: { cookiesOn101: false } });
  expect((await lab.upgrade()).response.all("set-cookie")).toEqual([]);
  expect((await lab.get("/")).all("set-cookie")).toHaveLength(2);
});

it("R1.19 an upgrade is an ordinary sticky request; without a cookie the algorithm chooses", async () => {
  const { lab, a, b, c } = await startSticky();
  const cookie = jar(await lab.get("/"));
  for (let i = 0; i < 2; i += 1) expect((await lab.upgrade([cookie])).response.status).toBe(101);
  await lab.upgrade();
  await lab.upgrade();
  expect([a, b, c].map((target) => target.requests.filter(({ url }) => url === "/ws").length)).toEqual([2, 1, 1]);
});

it("R1.19 an open WebSocket stays where it is, also when cookies and stickiness change", async () => {
  const { lab, balancer, clock } = await startSticky({ targetGroupAttributes: { [duration]: "1" } });
  const { client } = await lab.upgrade();
  const echoes = async (text: string) => {
    client.send(text);
    expect(await client.until(text)).toBe(text);
  };
  await echoes("one");
  clock.nowMs += 10_000;
  await echoes("two");
  balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "false" });
  await echoes("three");
  balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "true" });
  await echoes("four");
  expect(balancer.state().targets.map(({ connections }) => connections)).toEqual([1, 0, 0]);
});

it("R1.21 stickiness and weighted_random refuse each other, and nothing changes", async () => {
  const lab = await startBalancerFor([]);
  const { balancer } = lab;
  const attributes = () => balancer.state().targetGroup.attributes;
  const before = attributes();
  const random = { "load_balancing.algorithm.type": "weighted_random" };
  expect(balancer.modifyTargetGroupAttributes({ ...sticky, ...random })).toMatchObject({
    key: "load_balancing.algorithm.type",
  });
  expect(attributes()).toEqual(before);
  expect(balancer.modifyTargetGroupAttributes(random)).toBeNull();
  expect(balancer.modifyTargetGroupAttributes(sticky)).toMatchObject({ key: "stickiness.enabled" });
  expect(attributes()).toEqual({ ...before, ...random });
  balancer.modifyTargetGroupAttributes({ "load_balancing.algorithm.type": "round_robin" });
  balancer.modifyTargetGroupAttributes(sticky);
  expect(balancer.modifyTargetGroupAttributes(random)).toMatchObject({ key: "load_balancing.algorithm.type" });
});

it("R1.21 what excludes stickiness and is not modelled cannot be set at all", async () => {
  const { balancer } = await startBalancerFor([]);
  const error = balancer.modifyTargetGroupAttributes({ "load_balancing.cross_zone.enabled": "false" });
  expect(error?.message).toMatch(/"load_balancing.cross_zone.enabled" .*does not model/);
});

it("R1.20 one name for all target groups: who alternates between two sticky groups never sticks", async () => {
  const { lab, metric } = await startSticky({
    moreTargetGroups: [{ name: "other", attributes: sticky, healthCheck: { path: "/health" } }],
    rules: [
      {
        Priority: 1,
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/other"] } }],
        Actions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "other" }] } }],
      },
    ],
  });
  await lab.register(await startTarget("d"), "other");
  let last = await lab.get("/");
  for (const path of ["/other", "/", "/other", "/"]) last = await lab.get(path, [jar(last)]);
  expect(metric("NonStickyRequestCount")).toBe(3);
  expect(lab.balancer.state().loadBalancer.metrics.NonStickyRequestCount).toBe(5);
});

it("R1.23 blue/green: AWSALBTG keeps who came before on their group until its duration ends, with any weights", async () => {
  const weights = (blue: number, green: number) => [
    {
      Type: "forward" as const,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: "sticky-rooms", Weight: blue },
          { TargetGroupArn: "green", Weight: green },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
      },
    },
  ];
  const { lab, clock, balancer } = await startSticky({
    moreTargetGroups: [{ name: "green", attributes: sticky, healthCheck: { path: "/health" } }],
    defaultActions: weights(1, 0),
  });
  await lab.register(await startTarget("g"), "green");
  const old = await lab.get("/");
  expect(old.all("set-cookie").map((line) => line.replace(/=[^;]*/, "=v"))).toEqual([
    "AWSALBTG=v; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/",
    "AWSALBTGCORS=v; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/; SameSite=None",
    "AWSALB=v; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/",
    "AWSALBCORS=v; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/; SameSite=None",
  ]);
  expect(old.all("set-cookie")[0]).toMatch(/^AWSALBTG=[A-Za-z0-9+/]{179}=;/);
  expect(balancer.listener()!.setDefaultActions(weights(0, 1))).toBeNull();
  expect((await lab.get("/")).json().target).toBe("g");
  clock.nowMs += 60_000;
  expect((await lab.get("/", [jar(old)])).json().target).toBe(old.json().target);
  clock.nowMs += 1;
  expect((await lab.get("/", [jar(old)])).json().target).toBe("g");
});

it("R1.23 an AWSALBTG that cannot be read is logged as such, and another group is taken (pinned)", async () => {
  const { lab } = await startSticky({
    defaultActions: [
      {
        Type: "forward",
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: "sticky-rooms" }],
          TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
        },
      },
    ],
  });
  expect((await lab.get("/", ["Cookie: AWSALBTG=%2Bgarbage"])).status).toBe(200);
  expect(lab.balancer.accessLog().at(-1)).toContain('"AWSALBTGCookieInvalid"');
});
