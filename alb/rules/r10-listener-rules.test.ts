import { expect, it } from "vitest";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";
import { jar } from "../fixtures/cookies.ts";
import type { ListenerRule, RuleAction, RuleCondition } from "../listener-rules/rule.ts";

const says = (MessageBody: string): RuleAction => ({
  Type: "fixed-response",
  FixedResponseConfig: { StatusCode: "200", ContentType: "text/plain", MessageBody },
});
const to = (...groups: [TargetGroupArn: string, Weight?: number][]): RuleAction => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({
      TargetGroupArn,
      ...(Weight !== undefined && { Weight }),
    })),
  },
});
const rule = (Priority: number, Condition: RuleCondition | RuleCondition[], action: RuleAction): ListenerRule => ({
  Priority,
  Conditions: [Condition].flat(),
  Actions: [action],
});
const path = (...Values: string[]): RuleCondition => ({ Field: "path-pattern", PathPatternConfig: { Values } });

/** A balancer whose rules all answer themselves, and who asks it: the body of each answer. */
async function startWith(condition: RuleCondition) {
  const lab = await startBalancerFor([], {
    rules: [rule(5, condition, says("yes"))],
    defaultActions: [says("no")],
  });
  return async (target: string, ...headers: string[]) => {
    const [method, at] = target.includes(" ") ? target.split(" ") : ["GET", target];
    return (await lab.get(at, headers, method)).body;
  };
}

it("R10.1 the lowest priority whose conditions all hold decides, else the default action, and the log says which", async () => {
  const lab = await startBalancerFor([], {
    rules: [
      rule(20, path("/a*"), says("twenty")),
      rule(
        10,
        [path("/a*"), { Field: "http-request-method", HttpRequestMethodConfig: { Values: ["POST"] } }],
        says("ten"),
      ),
    ],
    defaultActions: [says("default")],
  });
  const ask = async (method: string, at: string) => (await lab.get(at, [], method)).body;
  expect(await ask("POST", "/ab")).toBe("ten");
  expect(await ask("GET", "/ab")).toBe("twenty");
  expect(await ask("POST", "/b")).toBe("default");
  const priorities = lab.balancer.accessLog().map((line) => / (\S+) \S+ "fixed-response" /.exec(line)?.[1]);
  expect(priorities).toEqual(["10", "20", "0"]);
});

it("R10.2 host-header: without case, without the port, with wildcards", async () => {
  const lab = await startBalancerFor([], {
    rules: [rule(1, { Field: "host-header", HostHeaderConfig: { Values: ["*.example.com"] } }, says("yes"))],
    defaultActions: [says("no")],
  });
  const bodies: string[] = [];
  for (const host of ["Chat.Example.COM", "chat.example.com:8080", "example.com", "chat.example.org"]) {
    const client = await lab.connect();
    client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    bodies.push((await client.response()).body);
  }
  expect(bodies).toEqual(["yes", "yes", "no", "no"]);
});

it("R10.3 path-pattern: with case, without the query, with wildcards", async () => {
  const ask = await startWith(path("/img/*", "/v?/x"));
  const paths = ["/img/a/b.jpg?x=1", "/v1/x", "/IMG/a", "/img", "/v12/x", "/other?path=/img/a"];
  const bodies: string[] = [];
  for (const one of paths) bodies.push(await ask(one));
  expect(bodies).toEqual(["yes", "yes", "no", "no", "no", "no"]);
});

it("R10.4 http-header: any of several lines of that name, without case", async () => {
  const ask = await startWith({
    Field: "http-header",
    HttpHeaderConfig: { HttpHeaderName: "User-Agent", Values: ["*Chrome*"] },
  });
  expect(await ask("/", "user-agent: x", "USER-AGENT: a cHROMe b")).toBe("yes");
  expect(await ask("/", "X-User-Agent: Chrome")).toBe("no");
});

it("R10.5 http-request-method: to the letter", async () => {
  const ask = await startWith({ Field: "http-request-method", HttpRequestMethodConfig: { Values: ["PUT"] } });
  expect([await ask("PUT /"), await ask("GET /")]).toEqual(["yes", "no"]);
});

it("R10.6 query-string: a key with a value, or a value of any key, without case", async () => {
  const ask = await startWith({
    Field: "query-string",
    QueryStringConfig: { Values: [{ Key: "version", Value: "v1" }, { Value: "*example*" }] },
  });
  const bodies: string[] = [];
  for (const query of ["version=V1", "a=1&b=an-example-", "example", "version=v2", "example=1", ""]) {
    bodies.push(await ask(`/?${query}`));
  }
  expect(bodies).toEqual(["yes", "yes", "yes", "no", "no", "no"]);
});

it("R10.7 source-ip: who connects, not what X-Forwarded-For says", async () => {
  const here = await startWith({ Field: "source-ip", SourceIpConfig: { Values: ["127.0.0.0/8"] } });
  expect(await here("/", "X-Forwarded-For: 192.0.2.1")).toBe("yes");
  const elsewhere = await startWith({ Field: "source-ip", SourceIpConfig: { Values: ["192.0.2.0/24"] } });
  expect(await elsewhere("/", "X-Forwarded-For: 192.0.2.1")).toBe("no");
});

it("R10.8 what ELBv2 does not take is refused, by name, and changes nothing", async () => {
  const { balancer } = await startBalancerFor([]);
  const listener = balancer.listener()!;
  const before = listener.rules();
  const refusals = [
    listener.createRule(rule(0, path("/a"), says("x"))),
    listener.createRule(rule(1, path("a b"), says("x"))),
    listener.createRule(rule(1, path("/a"), to(["nowhere"]))),
    listener.createRule(rule(1, path("/******"), says("x"))),
    listener.setDefaultActions([]),
  ];
  for (const why of refusals) expect(why).toMatch(/^[A-Za-z -]+ is .+; allowed: .+$/);
  expect(listener.rules()).toEqual(before);
  const sixty = Array.from({ length: 60 }, (_, index) => rule(index + 1, path(`/${index}`), says("x")));
  await expect(startBalancerFor([], { rules: sixty, moreListeners: [{ rules: sixty }] })).rejects.toThrow(
    "there are 100 rules; allowed: at most 100",
  );
  await expect(startBalancerFor([], { rules: [rule(1, path(""), says("x"))] })).rejects.toThrow(
    /path-pattern value is ""/,
  );
});

it("R10.9 forward by weight: a group of weight 0 gets nothing, the others their shares", async () => {
  const [a, b] = await Promise.all([startTarget("a"), startTarget("b")]);
  let turn = 0;
  const lab = await startBalancerFor([a], {
    random: () => (turn++ % 10) / 10,
    moreTargetGroups: [{ name: "green", healthCheck: { path: "/health" } }],
    defaultActions: [to(["sticky-rooms", 9], ["green", 1])],
  });
  await lab.register(b, "green");
  for (let i = 0; i < 20; i += 1) await lab.get("/");
  expect([a.requests.length, b.requests.length]).toEqual([18, 2]);
  expect(lab.balancer.listener()!.setDefaultActions([to(["sticky-rooms", 0], ["green", 1])])).toBeNull();
  for (let i = 0; i < 10; i += 1) await lab.get("/");
  expect([a.requests.length, b.requests.length]).toEqual([18, 12]);
});

it("R10.9 a group becomes sticky in a weighted action only with target group stickiness", async () => {
  const { balancer } = await startBalancerFor([], { moreTargetGroups: [{ name: "green" }] });
  const listener = balancer.listener()!;
  const sticky = { "stickiness.enabled": "true" };
  expect(listener.setDefaultActions([to(["sticky-rooms"], ["green"])])).toBeNull();
  expect(balancer.modifyTargetGroupAttributes(sticky)?.message).toContain("target group stickiness is not enabled");
  const action = to(["sticky-rooms"], ["green"]) as Extract<RuleAction, { Type: "forward" }>;
  action.ForwardConfig.TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 };
  expect(listener.setDefaultActions([action])).toBeNull();
  expect(balancer.modifyTargetGroupAttributes(sticky)).toBeNull();
  expect(listener.setDefaultActions([to(["sticky-rooms"], ["green"])])).toContain("has stickiness enabled");
});

it("R10.10 redirect: 301 or 302 to a URL made of the request's own, counted and logged", async () => {
  const lab = await startBalancerFor([], {
    defaultActions: [
      {
        Type: "redirect",
        RedirectConfig: { Protocol: "HTTPS", Port: "443", Path: "/new/#{path}", StatusCode: "HTTP_301" },
      },
    ],
  });
  const response = await lab.get("/a/b?c=d");
  const url = "https://lab.example:443/new/a/b?c=d";
  expect([response.status, response.get("location"), response.get("server")]).toEqual([301, url, "awselb/2.0"]);
  expect(lab.balancer.state().loadBalancer.metrics).toMatchObject({
    HTTP_Redirect_Count: 1,
    HTTPCode_ELB_3XX_Count: 1,
    RequestCount: 0,
  });
  expect(lab.balancer.accessLog().at(-1)).toContain(`"redirect" "${url}" `);
});

it("R10.11 fixed response: status, type and body, without a target", async () => {
  const lab = await startBalancerFor([], {
    rules: [
      rule(1, path("/metrics"), {
        Type: "fixed-response",
        FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "not here, näh" },
      }),
      rule(2, path("/empty"), { Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }),
    ],
  });
  const response = await lab.get("/metrics");
  expect([response.status, response.get("content-type"), response.get("server")]).toEqual([
    404,
    "text/plain",
    "awselb/2.0",
  ]);
  expect(Buffer.from(response.body, "latin1").toString()).toBe("not here, näh");
  expect(response.all("set-cookie")).toEqual([]);
  expect((await lab.get("/empty")).body).toBe("");
  expect((await lab.get("/metrics", [], "HEAD")).status).toBe(404);
  expect(lab.metric("HTTP_Fixed_Response_Count")).toBe(3);
});

it("R10.12 each target group has its own stickiness, health check, targets and counters", async () => {
  const [a, b, c] = await Promise.all([startTarget("a"), startTarget("b"), startTarget("c")]);
  const lab = await startBalancerFor([a, b], {
    targetGroupAttributes: { "stickiness.enabled": "true" },
    moreTargetGroups: [{ name: "presence", healthCheck: { path: "/up", matcher: "200-299" } }],
    rules: [rule(1, path("/api/instance"), to(["presence"]))],
  });
  await lab.register(c, "presence");
  expect(c.probes.map(({ url }) => url)).toEqual(["/up"]);
  const first = await lab.get("/");
  for (let i = 0; i < 3; i += 1) {
    const poll = await lab.get("/api/instance", [jar(first)]);
    expect([poll.json().target, poll.all("set-cookie")]).toEqual(["c", []]);
    expect((await lab.get("/", [jar(first)])).json().target).toBe(first.json().target);
  }
  const { loadBalancer, metrics, targetGroups } = lab.balancer.state();
  expect(loadBalancer.metrics).toMatchObject({ RequestCount: 7, NonStickyRequestCount: 1 });
  expect(metrics).toMatchObject({ RequestCount: 4, NonStickyRequestCount: 1, HealthyHostCount: 2 });
  expect(
    targetGroups.map((group) => [group.name, group.metrics.RequestCount, group.metrics.NonStickyRequestCount]),
  ).toEqual([
    ["sticky-rooms", 4, 1],
    ["presence", 3, 0],
  ]);
});

it("R10.12 listeners have rules of their own and share the target groups", async () => {
  const a = await startTarget("a");
  const lab = await startBalancerFor([a], {
    defaultActions: [says("first")],
    moreListeners: [{ port: 0, rules: [rule(1, path("/no"), says("second"))] }],
  });
  const [, second] = lab.balancer.state().listeners;
  const ask = async (at: string) => (await fetch(`http://127.0.0.1:${second!.port}${at}`)).text();
  expect((await lab.get("/no")).body).toBe("first");
  expect(await ask("/no")).toBe("second");
  expect(JSON.parse(await ask("/yes"))).toMatchObject({ target: "a" });
  expect(lab.balancer.listener(second!.port)!.deleteRule(1)).toBeNull();
  expect(JSON.parse(await ask("/no"))).toMatchObject({ target: "a" });
});

it("R10.13 a group that no rule names is not checked, and its targets are unused", async () => {
  const [a, b] = await Promise.all([startTarget("a"), startTarget("b")]);
  const lab = await startBalancerFor([a], { moreTargetGroups: [{ name: "green", healthCheck: { path: "/health" } }] });
  const state = () => lab.balancer.state().targetGroups[1]!.targets[0]!.health;
  lab.balancer.registerTarget({ id: "b", address: "127.0.0.1", port: b.port }, "green");
  expect(state()).toMatchObject({ state: "unused", reason: "Target.NotInUse" });
  expect(b.probes).toEqual([]);
  const healthy = lab.event("target-health", { id: "b", targetGroup: "green", to: "healthy" });
  expect(lab.balancer.listener()!.createRule(rule(1, path("/g"), to(["green"])))).toBeNull();
  await healthy;
  expect((await lab.get("/g")).json().target).toBe("b");
  expect(lab.balancer.listener()!.deleteRule(1)).toBeNull();
  expect(state()).toMatchObject({ state: "unused", reason: "Target.NotInUse" });
});

it("R10.12 a target group can come and go: not while a rule names it, and what it had under way is cut", async () => {
  const target = await startTarget("b");
  const lab = await startBalancerFor([]);
  const { balancer } = lab;
  expect(balancer.createTargetGroup({ name: "green", healthCheck: { path: "/health" } })).toBeNull();
  expect(balancer.listener()!.createRule(rule(1, path("/g"), to(["green"])))).toBeNull();
  await lab.register(target, "green");
  expect((await lab.get("/g")).json().target).toBe("b");
  expect(balancer.deleteTargetGroup("green")).toMatch(/^target group name is "green"; allowed: a target group that no/);
  target.answer = () => {};
  const client = await lab.connect();
  client.send("GET /g HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  await expect.poll(() => target.requests.length).toBe(2);
  expect(balancer.listener()!.deleteRule(1)).toBeNull();
  expect(balancer.deleteTargetGroup("green")).toBeNull();
  expect((await client.response()).status).toBe(502);
  expect(balancer.state().targetGroups.map(({ name }) => name)).toEqual(["sticky-rooms"]);
  expect(() => balancer.deleteTargetGroup("green")).toThrow(RangeError);
  expect(balancer.deleteTargetGroup("sticky-rooms")).toMatch(/and not the first$/);
});
