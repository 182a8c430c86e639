import { expect, it } from "vitest";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";
import { jar } from "../fixtures/cookies.ts";

const threeTargets = () => Promise.all(["a", "b", "c"].map((id) => startTarget(id)));
const GET = "GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n";

async function servedBy(lab: Lab, times: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < times; i += 1) ids.push((await lab.get("/")).json().target);
  return ids;
}

it("R3.1 targets are chosen per request, not per connection: two rounds on one connection visit each target twice", async () => {
  const lab = await startBalancerFor(await threeTargets());
  const client = await lab.connect();
  const ids: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    client.send(GET);
    ids.push((await client.response()).json().target);
  }
  expect(ids.sort()).toEqual(["a", "a", "b", "b", "c", "c"]);
});

it("R3.1 pipelined requests are spread as well, and answered in order", async () => {
  const targets = await threeTargets();
  const lab = await startBalancerFor(targets);
  const client = await lab.connect();
  client.send(["/1", "/2", "/3"].map((path) => GET.replace("/ ", `${path} `)).join(""));
  const answers = [await client.response(), await client.response(), await client.response()].map((one) => one.json());
  expect(answers.map(({ url, target }) => [url, target])).toEqual([
    ["/1", "a"],
    ["/2", "b"],
    ["/3", "c"],
  ]);
});

it("R3.2 round robin is the default, in sequence over the connections of all clients", async () => {
  const lab = await startBalancerFor(await threeTargets());
  expect(lab.balancer.state().targetGroup.attributes["load_balancing.algorithm.type"]).toBe("round_robin");
  expect(await servedBy(lab, 7)).toEqual(["a", "b", "c", "a", "b", "c", "a"]);
});

it("R3.4 least outstanding requests avoids the target with polls in progress", async () => {
  const [a, b] = await Promise.all([startTarget("a"), startTarget("b")]);
  const lab = await startBalancerFor([a, b], {
    targetGroupAttributes: {
      "stickiness.enabled": "true",
      "load_balancing.algorithm.type": "least_outstanding_requests",
    },
  });
  const echo = a.answer;
  a.answer = (request, response) => {
    if (request.url !== "/poll") echo(request, response);
  };
  const onA = `Cookie: AWSALB=${lab.balancer.issueStickinessCookies("a")!.AWSALB}`;
  const polls = await Promise.all([lab.connect(), lab.connect()]);
  for (const poll of polls) {
    const arrival = a.arrival();
    poll.send(`GET /poll HTTP/1.1\r\nHost: lab.example\r\n${onA}\r\n\r\n`);
    await arrival;
  }
  expect(await servedBy(lab, 6)).toEqual(["b", "b", "b", "b", "b", "b"]);
  const over = lab.event("request", { path: "/poll" });
  for (const poll of polls) poll.socket.destroy();
  await over;
  await expect.poll(() => lab.balancer.state().targets[0]!.requestsInFlight).toBe(0);
  expect(new Set(await servedBy(lab, 2))).toEqual(new Set(["a", "b"]));
});

it("R3.4 an open WebSocket counts as outstanding (pinned)", async () => {
  const lab = await startBalancerFor(await threeTargets(), {
    targetGroupAttributes: { "load_balancing.algorithm.type": "least_outstanding_requests" },
  });
  await lab.upgrade();
  await lab.upgrade();
  expect(await servedBy(lab, 3)).toEqual(["c", "c", "c"]);
});

it("R3.6 a cookie bypasses the algorithm: a new target gets none of the requests of stuck clients", async () => {
  const targets = await threeTargets();
  const lab = await startBalancerFor(targets.slice(0, 2), { targetGroupAttributes: { "stickiness.enabled": "true" } });
  const first = await Promise.all(Array.from({ length: 10 }, () => lab.get("/")));
  await lab.register(targets[2]!);
  for (const response of first) {
    const { target } = response.json();
    expect((await lab.get("/", [jar(response)])).json().target).toBe(target);
  }
  expect(targets[2]!.requests).toEqual([]);
  expect(lab.events.filter((event) => event.chosenBecause === "cookie")).toHaveLength(10);
});

it("R3.9 requests of many clients share one kept connection to a target, opened by the first of them", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  expect(target.connections()).toBe(0);
  for (let i = 0; i < 5; i += 1) await lab.get(`/${i}`);
  expect(target.connections()).toBe(1);
});

it("R3.9 nothing is pipelined to targets: requests at one time are on connections of their own", async () => {
  const answers: (() => void)[] = [];
  const target = await startTarget("a");
  const echo = target.answer;
  target.answer = (request, response) => answers.push(() => echo(request, response));
  const lab = await startBalancerFor([target]);
  const clients = await Promise.all([lab.connect(), lab.connect()]);
  for (const client of clients) {
    const arrival = target.arrival();
    client.send(GET);
    await arrival;
  }
  expect(target.connections()).toBe(2);
  for (const answer of answers) answer();
  for (const client of clients) expect((await client.response()).status).toBe(200);
});

it("R3.9 a target's Connection: close ends reuse, and is not the client's business", async () => {
  const target = await startTarget("a");
  target.answer = (_request, response) => void response.writeHead(200, { Connection: "close" }).end();
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  for (let i = 1; i <= 3; i += 1) {
    client.send(GET);
    expect((await client.response()).get("connection")).toBe("keep-alive");
    expect(target.connections()).toBe(i);
  }
});

it("R3.9 a kept connection outlives the target's Keep-Alive hint", async () => {
  const heads: string[] = [];
  const answer = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 0\r\n\r\n";
  const target = await startRawTarget("a", (socket, head) => {
    heads.push(head);
    socket.write(answer);
    socket.on("data", () => socket.write(answer));
  });
  const lab = await startBalancerFor([target]);
  for (let i = 0; i < 3; i += 1) expect((await lab.get(`/${i}`)).status).toBe(200);
  expect(target.sockets).toHaveLength(1);
  expect(target.received()).toContain("GET /2 HTTP/1.1");
});

it("R3.10 slow start: a target that becomes healthy gets a growing share, those registered in an empty group do not wait", async () => {
  const targets = await threeTargets();
  const lab = await startBalancerFor([], {
    withClock: true,
    targetGroupAttributes: { "slow_start.duration_seconds": "30" },
  });
  await Promise.all(targets.slice(0, 2).map((target) => lab.register(target)));
  expect(await servedBy(lab, 4)).toEqual(["a", "b", "a", "b"]);
  await lab.register(targets[2]!);
  const toC = async () => (await servedBy(lab, 12)).filter((id) => id === "c").length;
  const counts: number[] = [await toC()];
  for (let i = 0; i < 3; i += 1) {
    lab.clock.nowMs += 10_000;
    counts.push(await toC());
  }
  expect(counts).toEqual([...counts].sort((one, other) => one - other));
  expect([counts[0], counts[3]]).toEqual([0, 4]);
});
