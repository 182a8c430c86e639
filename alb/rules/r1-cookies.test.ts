import { expect, it } from "vitest";
import { cookieValue, jar } from "../fixtures/cookies.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";

const sticky = { "stickiness.enabled": "true" };
const threeTargets = () => Promise.all(["a", "b", "c"].map((id) => startTarget(id)));

it("R1.1 without stickiness every request of a connection goes to the next target, and no cookie is set", async () => {
  const lab = await startBalancerFor(await threeTargets());
  const client = await lab.connect();
  const ids: string[] = [];
  for (let i = 0; i < 9; i += 1) {
    client.send("GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n");
    const response = await client.response();
    ids.push(response.json().target);
    expect(response.all("set-cookie")).toEqual([]);
  }
  expect(ids).toEqual(["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
  expect(lab.balancer.state().targetGroup.attributes).toMatchObject({
    "stickiness.enabled": "false",
    "stickiness.type": "lb_cookie",
  });
});

it("R1.2 the duration is a day unless set, from 1 second to 7 days", async () => {
  const lab = await startBalancerFor([], { shortDurations: false, healthCheck: {} });
  const key = "stickiness.lb_cookie.duration_seconds";
  const duration = () => lab.balancer.state().targetGroup.attributes[key];
  expect(duration()).toBe("86400");
  for (const value of ["0", "604801", "1.5", "-1", "a day", ""]) {
    const error = lab.balancer.modifyTargetGroupAttributes({ [key]: value });
    expect(error).toMatchObject({ key, value, allowed: "a whole number from 1 to 604800" });
  }
  expect(duration()).toBe("86400");
  for (const value of ["1", "604800"]) {
    expect(lab.balancer.modifyTargetGroupAttributes({ [key]: value })).toBeNull();
    expect(duration()).toBe(value);
  }
});

it("R1.3 the first response carries AWSALB and AWSALBCORS with one value, on two lines, byte for byte", async () => {
  const lab = await startBalancerFor(await threeTargets(), { targetGroupAttributes: sticky, withClock: true });
  const response = await lab.get("/");
  const value = cookieValue(response, "AWSALB");
  expect(value).toMatch(/^[A-Za-z0-9+/]{124}$/);
  expect(response.all("set-cookie")).toEqual([
    `AWSALB=${value}; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/`,
    `AWSALBCORS=${value}; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/; SameSite=None`,
  ]);
});

it("R1.4 on a plain-HTTP listener AWSALBCORS says SameSite=None and neither cookie says Secure", async () => {
  const lab = await startBalancerFor(await threeTargets(), { targetGroupAttributes: sticky });
  const [plain, cors] = (await lab.get("/")).all("set-cookie");
  expect(plain).not.toMatch(/secure|samesite|httponly|domain|max-age/i);
  expect(cors).not.toMatch(/secure|httponly|domain|max-age/i);
  expect(cors).toMatch(/; SameSite=None$/);
});

it("R1.5 Expires is seven days away, for every duration", async () => {
  const lab = await startBalancerFor(await threeTargets(), {
    targetGroupAttributes: { ...sticky, "stickiness.lb_cookie.duration_seconds": "1" },
    withClock: true,
  });
  for (const line of (await lab.get("/")).all("set-cookie")) {
    const expires = Date.parse(/Expires=([^;]+)/.exec(line)![1]!);
    expect(expires).toBe(lab.clock.nowMs + 604_800_000);
  }
});

it("R1.6 Expires is stamped when the request is handled, not when the target has answered", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { targetGroupAttributes: sticky, withClock: true });
  const handledAtMs = lab.clock.nowMs;
  target.answer = (_request, response) => {
    lab.clock.nowMs += 3_000;
    response.end();
  };
  const [plain] = (await lab.get("/")).all("set-cookie");
  expect(plain).toContain(`Expires=${new Date(handledAtMs + 604_800_000).toUTCString()}`);
});

it("R1.7 every answer of a target carries fresh cookies, with every status", async () => {
  const targets = await threeTargets();
  const lab = await startBalancerFor(targets, { targetGroupAttributes: sticky });
  let last = await lab.get("/");
  const first = last.json().target;
  const stuck = targets.find(({ id }) => id === first)!;
  const seen = new Set([cookieValue(last, "AWSALB")]);
  for (const status of [200, 204, 301, 304, 404, 429, 500, 503]) {
    stuck.answer = (_request, response) => void response.writeHead(status, { "X-Target": first }).end();
    last = await lab.get("/", [jar(last)]);
    expect([last.status, last.get("x-target")]).toEqual([status, first]);
    expect(cookieValue(last, "AWSALBCORS")).toBe(cookieValue(last, "AWSALB"));
    seen.add(cookieValue(last, "AWSALB"));
  }
  expect(seen.size).toBe(9);
});

it("R1.7 the target's own cookies pass beside the balancer's, none merged or lost", async () => {
  const target = await startTarget("a");
  target.answer = (_request, response) =>
    void response.writeHead(200, ["Set-Cookie", "io=1", "Set-Cookie", "x=2"]).end();
  const lab = await startBalancerFor([target], { targetGroupAttributes: sticky });
  const names = (await lab.get("/")).all("set-cookie").map((line) => line.split("=")[0]);
  expect(names).toEqual(["io", "x", "AWSALB", "AWSALBCORS"]);
});
