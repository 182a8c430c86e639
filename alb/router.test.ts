import { describe, expect, it } from "vitest";
import { createTargetGroupAttributes } from "./attributes.ts";
import type { RoutableRequest, RouteDecision } from "./exchange/route-decision.ts";
import { WorkInProgress } from "./exchange/work-in-progress.ts";
import { HeaderFields } from "./headers/header-fields.ts";
import type { ListenerRule, RuleAction } from "./listener-rules/rule.ts";
import { createRuleTable } from "./listener-rules/rule-table.ts";
import { createMetrics, createTargetGroupMetrics } from "./observe/metrics.ts";
import { DEFAULT_PINS, type Pins } from "./open-choices.ts";
import { createRouter, type RoutableGroup } from "./router.ts";
import { cookieTarget, createCookieSealer } from "./stickiness/cookie-sealer.ts";
import { createChooser } from "./targets/choose-target.ts";
import type { Target } from "./targets/target-group.ts";

const to = (TargetGroupArn: string): RuleAction => ({
  Type: "forward",
  ForwardConfig: { TargetGroups: [{ TargetGroupArn }] },
});
const rule = (Priority: number, Conditions: ListenerRule["Conditions"], action: RuleAction): ListenerRule => ({
  Priority,
  Conditions,
  Actions: [action],
});

/** What a case is about; the rest of a request is the same everywhere. */
interface Case {
  port: 8000 | 8443;
  host: string;
  path: string;
  query: string;
  method: string;
  header: string | null;
  sourceIp: string;
}

// Priorities are not in order, on purpose.
const PLAIN: ListenerRule[] = [
  rule(40, [{ Field: "http-request-method", HttpRequestMethodConfig: { Values: ["POST", "PUT"] } }], to("green")),
  rule(10, [{ Field: "path-pattern", PathPatternConfig: { Values: ["/metrics"] } }], {
    Type: "fixed-response",
    FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "no" },
  }),
  rule(
    30,
    [
      { Field: "host-header", HostHeaderConfig: { Values: ["*.example.com"] } },
      { Field: "path-pattern", PathPatternConfig: { Values: ["/api/*", "/v?/*"] } },
    ],
    to("blue"),
  ),
  rule(20, [{ Field: "query-string", QueryStringConfig: { Values: [{ Key: "room", Value: "red*" }] } }], to("red")),
  rule(25, [{ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Beta", Values: ["y?s"] } }], to("green")),
  rule(50, [{ Field: "source-ip", SourceIpConfig: { Values: ["10.0.0.0/8"] } }], {
    Type: "redirect",
    RedirectConfig: { Protocol: "HTTPS", Port: "8443", StatusCode: "HTTP_301" },
  }),
];
const SECURE: ListenerRule[] = [
  rule(3, [{ Field: "path-pattern", PathPatternConfig: { Values: ["*"] } }], to("red")),
  rule(
    1,
    [
      { Field: "source-ip", SourceIpConfig: { Values: ["10.1.0.0/16"] } },
      { Field: "query-string", QueryStringConfig: { Values: [{ Value: "blue" }, { Key: "room", Value: "blue" }] } },
    ],
    to("blue"),
  ),
  rule(2, [{ Field: "host-header", HostHeaderConfig: { Values: ["chat.example.com"] } }], to("green")),
  rule(4, [{ Field: "http-request-method", HttpRequestMethodConfig: { Values: ["GET"] } }], to("blue")),
];

/** The same in plain words, written another way: what a reader of the rules expects. */
function expected({ port, host, path, query, method, header, sourceIp }: Case): string {
  if (port === 8443) {
    const asksForBlue = /(^|&)([^&=]*=)?blue(&|$)/i.test(query);
    if (sourceIp.startsWith("10.1.") && asksForBlue) return "1 blue";
    if (host === "chat.example.com") return "2 green";
    return "3 red";
  }
  if (path === "/metrics") return "10 404 no";
  if (/(^|&)room=red/i.test(query)) return "20 red";
  if (header !== null && /^y.s$/i.test(header)) return "25 green";
  if (host.endsWith(".example.com") && /^\/(api|v.)\//.test(path)) return "30 blue";
  if (method === "POST" || method === "PUT") return "40 green";
  if (sourceIp.startsWith("10.")) return `50 301 https://${host}:8443${path}${query && `?${query}`}`;
  return "0 red";
}

const CASES: Case[] = [];
for (const port of [8000, 8443] as const)
  for (const host of ["chat.example.com", "example.com", "other.example.org"])
    for (const path of ["/metrics", "/api/x", "/V1/x", "/v1/x", "/"])
      for (const query of ["", "room=RED1", "a=1&room=blue"])
        for (const [method, header, sourceIp] of [
          ["GET", null, "192.0.2.1"],
          ["GET", "yes", "192.0.2.1"],
          ["POST", null, "10.1.2.3"],
          ["GET", "no", "10.200.0.1"],
        ] as const)
          CASES.push({ port, host, path, query, method, header, sourceIp });

interface TestGroup extends RoutableGroup {
  targets: Target[];
}

function testGroup(name: string, size: number, patch: Record<string, string>): TestGroup {
  const attributes = createTargetGroupAttributes(true);
  expect(attributes.modify(patch)).toBeNull();
  const chooser = createChooser();
  const targets = Array.from({ length: size }, (_, index): Target => {
    const id = `${name}-${index + 1}`;
    const cookieName = `${name}\n${id}`;
    return {
      id,
      address: "192.0.2.10",
      port: 3000,
      endpoint: "192.0.2.10:3000",
      cookieName,
      cookieTarget: cookieTarget(cookieName),
      metrics: createTargetGroupMetrics(),
      health: { state: "healthy", reason: null, description: null, streak: 0 },
      exchanges: new WorkInProgress(),
      outstanding: 0,
      tunnels: 0,
      lagUntilMs: 0,
      isLatecomer: false,
      slowSinceMs: null,
    };
  });
  return {
    name,
    arn: `arn:${name}`,
    attributes,
    metrics: createTargetGroupMetrics(),
    targets,
    all: () => targets,
    eligible: () => ({ targets, failOpen: false }),
    choose: (of) => chooser.choose(of, "round_robin"),
  };
}

interface Start {
  attributes?: Record<string, string>;
  size?: number;
  pins?: Partial<Pins>;
  random?: () => number;
}

function start({ attributes = {}, size = 1, pins = {}, random = () => 0 }: Start = {}) {
  const groups = ["red", "green", "blue"].map((name) => testGroup(name, size, attributes));
  const [red, green, blue] = groups as [TestGroup, TestGroup, TestGroup];
  const find = (arnOrName: string) => groups.find(({ name, arn }) => name === arnOrName || arn === arnOrName) ?? null;
  const metrics = createMetrics();
  const router = createRouter({
    group: find,
    sealer: createCookieSealer(),
    groupSealer: createCookieSealer(undefined, "AWSALBTG"),
    pins: { ...DEFAULT_PINS, ...pins },
    metrics,
    random,
  });
  const listen = (protocol: "HTTP" | "HTTPS", defaultAction: RuleAction, rules: ListenerRule[] = []) => {
    const table = createRuleTable({
      protocol,
      isGroupSticky: (name) => find(name)?.attributes.isOn("stickiness.enabled") ?? null,
    });
    expect(table.setDefaultActions([defaultAction])).toBeNull();
    for (const one of rules) expect(table.create(one)).toBeNull();
    return { table, decide: router.decideBy(table) };
  };
  return { red, green, blue, metrics, listen };
}

function request({ port, host, path, query, method, header, sourceIp }: Case): RoutableRequest {
  return {
    method,
    version: "1.1",
    target: query === "" ? path : `${path}?${query}`,
    path,
    query,
    headers: HeaderFields.of(["Host", host, ...(header === null ? [] : ["X-BETA", header])]),
    host,
    sourceIp,
    scheme: port === 8000 ? "http" : "https",
    listener: { protocol: port === 8000 ? "HTTP" : "HTTPS", port },
    visitor: "00000000000000c0",
    newestCookie: { value: "", stuck: null, sealedBy: null },
    receivedAtMs: 0,
  };
}

/** Priority, then what became of it. */
function told(decision: RouteDecision): string {
  const { rulePriority } = decision;
  switch (decision.action) {
    case "forward":
      return `${rulePriority} ${decision.target.id.replace(/-\d+$/, "")}`;
    case "redirect":
      return `${rulePriority} ${decision.status} ${decision.location}`;
    case "fixed-response":
      return `${rulePriority} ${decision.status} ${decision.body}`;
    case "error":
      return `${rulePriority} error ${decision.status}`;
  }
}

describe("two listeners, three target groups, ten rules (R10.1 to R10.12)", () => {
  const { listen, metrics } = start();
  const listeners = { 8000: listen("HTTP", to("red"), PLAIN), 8443: listen("HTTPS", to("arn:blue"), SECURE) };

  it("has cases enough, and each rule but the last one, which the one before hides, decides some of them", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(200);
    const decided = new Set(CASES.map((one) => `${one.port} ${expected(one).split(" ")[0]}`));
    expect(decided.size).toBe(10);
  });

  it.each(CASES)("$method $port $host$path?$query, header $header, from $sourceIp", (one) => {
    expect(told(listeners[one.port].decide(request(one)))).toBe(expected(one));
  });

  it("counts the rules that it tried, what it forwarded, and what it answered itself", () => {
    const before = metrics.all();
    const one = { port: 8000, host: "example.com", path: "/", query: "", method: "GET", header: null } as const;
    listeners[8000].decide(request({ ...one, sourceIp: "192.0.2.1" }));
    listeners[8000].decide(request({ ...one, sourceIp: "10.0.0.1" }));
    listeners[8000].decide(request({ ...one, sourceIp: "10.0.0.1", path: "/metrics" }));
    const after = metrics.all();
    const grown = (name: keyof typeof after) => after[name] - before[name];
    expect(grown("RuleEvaluations")).toBe(6 + 6 + 1);
    expect(grown("RequestCount")).toBe(1);
    expect(grown("HTTP_Redirect_Count")).toBe(1);
    expect(grown("HTTP_Fixed_Response_Count")).toBe(1);
  });

  it("follows its rules when they change, at the next request", () => {
    const { table, decide } = listen("HTTP", to("red"));
    const one = request({ ...CASES[0]!, path: "/a" });
    const action: RuleAction = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "410" } };
    const path = (value: string) => [{ Field: "path-pattern" as const, PathPatternConfig: { Values: [value] } }];
    expect(told(decide(one))).toBe("0 red");
    expect(table.create(rule(7, path("/a"), to("green")))).toBeNull();
    expect(told(decide(one))).toBe("7 green");
    expect(table.create(rule(7, path("/b"), to("blue")))).toContain("Priority is 7");
    expect(table.create(rule(9, path("/a"), action))).toBeNull();
    expect(table.modify(9, { Priority: 3 })).toBeNull();
    expect(told(decide(one))).toBe("3 410 ");
    expect(table.modify(3, { Conditions: path("/b") })).toBeNull();
    expect(told(decide(one))).toBe("7 green");
    expect(table.modify(3, { Priority: 7 })).toContain("Priority is 7");
    expect(table.delete(7)).toBeNull();
    expect(table.delete(7)).toBe("Priority is 7; allowed: 3");
    expect(told(decide(one))).toBe("0 red");
    expect(table.setDefaultActions([to("blue")])).toBeNull();
    expect(told(decide(one))).toBe("0 blue");
  });

  it("holds 100 rules and no more (R10.8)", () => {
    const { table } = listen("HTTP", to("red"));
    const many = Array.from({ length: 101 }, (_, index) =>
      rule(index + 1, [{ Field: "path-pattern", PathPatternConfig: { Values: [`/${index}`] } }], to("red")),
    );
    expect(many.map((one) => table.create(one)).filter((why) => why !== null)).toEqual([
      "there are 100 rules; allowed: at most 100",
    ]);
  });

  it("gives 507 for a redirect whose URL grows too long (R8.2)", () => {
    const { decide } = listen("HTTP", {
      Type: "redirect",
      RedirectConfig: { Host: "a.example", StatusCode: "HTTP_302" },
    });
    expect(decide(request({ ...CASES[0]!, path: `/${"a".repeat(17_000)}` }))).toMatchObject({ status: 507 });
    expect(metrics.all().HTTP_Redirect_Url_Limit_Exceeded_Count).toBe(1);
  });
});

const AT = request({
  port: 8000,
  host: "a.example.com",
  path: "/",
  query: "",
  method: "GET",
  header: null,
  sourceIp: "192.0.2.1",
});
const withCookies = (cookies: string, receivedAtMs = 0): RoutableRequest => ({
  ...AT,
  headers: HeaderFields.of(cookies === "" ? [] : ["Cookie", cookies]),
  receivedAtMs,
});
/** What a browser's jar holds after these lines. */
const jar = (lines: readonly string[]) => lines.map((line) => line.split(";")[0]).join("; ");
const NO_HEADERS = HeaderFields.of([]);

function forwarded(decision: RouteDecision) {
  if (decision.action !== "forward") throw new Error(`not forwarded: ${JSON.stringify(decision)}`);
  return decision;
}

describe("a weighted forward with target group stickiness (R1.23)", () => {
  const weighted = (blue: number, green: number, DurationSeconds = 10): RuleAction => ({
    Type: "forward",
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: "blue", Weight: blue },
        { TargetGroupArn: "green", Weight: green },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds },
    },
  });

  it("names the group in AWSALBTG and its twin, beside the target's cookies", () => {
    const { listen } = start({ attributes: { "stickiness.enabled": "true" } });
    const { decide } = listen("HTTP", weighted(1, 0));
    const decision = forwarded(decide(withCookies("")));
    const names = decision.setCookies(200, NO_HEADERS).map((line) => line.split("=")[0]);
    expect(names).toEqual(["AWSALBTG", "AWSALBTGCORS", "AWSALB", "AWSALBCORS"]);
    expect(decision.setCookies(101, NO_HEADERS)).toHaveLength(4);
    expect(decision.errorReason).toBeNull();
  });

  it("keeps who was there before when all new ones go elsewhere, until the duration ends", () => {
    const { listen } = start({ size: 3, attributes: { "stickiness.enabled": "true" } });
    const { table, decide } = listen("HTTP", weighted(1, 0));
    const first = forwarded(decide(withCookies("")));
    const cookies = jar(first.setCookies(200, NO_HEADERS));
    expect(table.setDefaultActions([weighted(0, 1)])).toBeNull();
    for (const atMs of [0, 10_000]) expect(forwarded(decide(withCookies(cookies, atMs))).target).toBe(first.target);
    expect(told(decide(withCookies("")))).toBe("0 green");
    expect(told(decide(withCookies(cookies, 10_001)))).toBe("0 green");
  });

  it("holds for the group alone when its targets are not sticky", () => {
    const { listen } = start({ size: 3 });
    const { table, decide } = listen("HTTP", weighted(1, 0));
    const cookies = jar(forwarded(decide(withCookies(""))).setCookies(200, NO_HEADERS));
    table.setDefaultActions([weighted(0, 1)]);
    const ids = Array.from({ length: 3 }, () => forwarded(decide(withCookies(cookies))).target.id);
    expect(ids.sort()).toEqual(["blue-1", "blue-2", "blue-3"]);
  });

  it("does not fail over to a sibling when its group has no target that could take a request", () => {
    const { listen, blue } = start();
    const { decide } = listen("HTTP", weighted(1, 0));
    blue.targets.length = 0;
    expect(decide(withCookies(""))).toMatchObject({ action: "error", status: 503 });
  });

  it("logs a cookie that cannot be read, and takes another group or refuses, as pinned", () => {
    const bad = withCookies("AWSALBTG=%2Fgarbage");
    const rerouting = start().listen("HTTP", weighted(0, 1)).decide;
    expect(rerouting(bad)).toMatchObject({ action: "forward", errorReason: "AWSALBTGCookieInvalid" });
    const refusing = start({ pins: { invalidTargetGroupCookie: "refuse" } }).listen("HTTP", weighted(0, 1)).decide;
    expect(refusing(bad)).toMatchObject({ action: "error", status: 400, errorReason: "AWSALBTGCookieInvalid" });
  });

  it("without it splits what a client asks by weight, and sets no cookie of a group (R10.9)", () => {
    let turn = 0;
    const { listen } = start({ random: () => (turn++ % 10) / 10 });
    const { ForwardConfig } = weighted(9, 1) as Extract<RuleAction, { Type: "forward" }>;
    const { decide } = listen("HTTP", { Type: "forward", ForwardConfig: { TargetGroups: ForwardConfig.TargetGroups } });
    const decisions = Array.from({ length: 100 }, () => forwarded(decide(withCookies(""))));
    expect(decisions.filter(({ target }) => target.id === "green-1")).toHaveLength(10);
    expect(decisions.flatMap((one) => one.setCookies(200, NO_HEADERS))).toEqual([]);
  });

  it("answers 503 when every weight is 0", () => {
    const { decide } = start().listen("HTTP", weighted(0, 0));
    expect(decide(withCookies(""))).toMatchObject({ action: "error", status: 503 });
  });
});

describe("stickiness by an application's cookie (R2)", () => {
  const attributes = {
    "stickiness.enabled": "true",
    "stickiness.type": "app_cookie",
    "stickiness.app_cookie.cookie_name": "io",
    "stickiness.app_cookie.duration_seconds": "10",
  };
  const setsIo = HeaderFields.of(["Set-Cookie", "io=abc; Path=/; HttpOnly"]);
  const begin = () => {
    const { listen, red, metrics } = start({ size: 3, attributes });
    const { decide } = listen("HTTP", to("red"));
    const first = forwarded(decide(withCookies("")));
    const own = jar(first.setCookies(200, setsIo));
    return { decide, red, metrics, first, own, both: `io=abc; ${own}` };
  };
  const value = (lines: readonly string[]) => jar(lines).split("; ")[0]!.split("=").slice(1).join("=");

  it("starts when the target sets the cookie, and not before (R2.2, R2.4)", () => {
    const { decide, first, own, both } = begin();
    expect(value(first.setCookies(200, NO_HEADERS))).toBe("_remove_");
    expect(own).toMatch(
      /^AWSALBAPP-0=[A-Za-z0-9+/]{124}; AWSALBAPP-1=_remove_; AWSALBAPP-2=_remove_; AWSALBAPP-3=_remove_$/,
    );
    expect(forwarded(decide(withCookies(both))).target).toBe(first.target);
  });

  it("needs both cookies to come back (R2.3)", () => {
    const { decide, own } = begin();
    for (const cookies of [own, "io=abc", "io=abc; AWSALBAPP-0=_remove_", "io=abc; AWSALBAPP-0=garbage"]) {
      const decision = forwarded(decide(withCookies(cookies)));
      expect(decision.stickiness).not.toBe("honoured");
      expect(value(decision.setCookies(200, NO_HEADERS))).toBe("_remove_");
    }
  });

  it("goes on when the application stops setting its cookie, as long as the client sends both in time (R2.3)", () => {
    const { decide, first } = begin();
    let cookies = jar(first.setCookies(200, setsIo));
    for (let second = 8; second <= 80; second += 8) {
      const decision = forwarded(decide(withCookies(`io=abc; ${cookies}`, second * 1000)));
      expect(decision.target).toBe(first.target);
      cookies = jar(decision.setCookies(200, NO_HEADERS));
    }
    const late = forwarded(decide(withCookies(`io=abc; ${cookies}`, 90_001)));
    expect(late.stickiness).toBe("expired");
    expect(value(late.setCookies(200, NO_HEADERS))).toBe("_remove_");
  });

  it("moves to another target when its own takes no requests, and does not go back (R2.6)", () => {
    const { decide, red, first, both } = begin();
    const [lost] = red.targets.splice(red.targets.indexOf(first.target as Target), 1);
    const moved = forwarded(decide(withCookies(both)));
    expect(moved.target).not.toBe(lost);
    const cookies = `io=abc; ${jar(moved.setCookies(200, NO_HEADERS))}`;
    red.targets.push(lost!);
    for (let i = 0; i < 4; i += 1) expect(forwarded(decide(withCookies(cookies))).target).toBe(moved.target);
  });

  it("counts what no cookie decided as AppCookieNonStickinessCount, and not as NonStickyRequestCount (R9.3)", () => {
    const { decide, metrics, both } = begin();
    decide(withCookies(both));
    expect(metrics.all()).toMatchObject({ RequestCount: 2, AppCookieNonStickinessCount: 1, NonStickyRequestCount: 0 });
  });

  it("pins nobody in a weighted forward (R2.6)", () => {
    const { listen } = start({ size: 3, attributes });
    const { decide } = listen("HTTP", {
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: "red" }, { TargetGroupArn: "blue", Weight: 0 }],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
      },
    });
    const decision = forwarded(decide(withCookies("io=abc")));
    expect(decision.stickiness).toBe("off");
    expect(decision.setCookies(200, setsIo).map((line) => line.split("=")[0])).toEqual(["AWSALBTG", "AWSALBTGCORS"]);
  });
});

it("one AWSALB names one target of one group: who alternates between two sticky groups never sticks (R1.20)", () => {
  const { listen, metrics } = start({ size: 2, attributes: { "stickiness.enabled": "true" } });
  const { decide } = listen("HTTP", to("red"), [
    rule(1, [{ Field: "path-pattern", PathPatternConfig: { Values: ["/b"] } }], to("blue")),
  ]);
  let cookies = "";
  for (let i = 0; i < 6; i += 1) {
    const decision = forwarded(decide({ ...withCookies(cookies), path: i % 2 === 0 ? "/" : "/b" }));
    expect(decision.stickiness).toBe(i === 0 ? "none" : "invalid");
    cookies = jar(decision.setCookies(200, NO_HEADERS));
  }
  expect(metrics.all().NonStickyRequestCount).toBe(6);
});

it("what a target answers and how long it takes is counted for it, its group and the load balancer (R9.3)", () => {
  const { listen, red, metrics } = start({ size: 2 });
  const { decide } = listen("HTTP", to("red"));
  const decision = forwarded(decide(AT));
  decision.counts.answered(204, 0.25);
  decision.counts.connectionFailed();
  for (const counters of [metrics, red.metrics, red.targets[0]!.metrics]) {
    expect(counters.all()).toMatchObject({
      RequestCount: 1,
      HTTPCode_Target_2XX_Count: 1,
      TargetConnectionErrorCount: 1,
    });
  }
  expect(red.metrics.responseTime()).toEqual({ seconds: 0.25, count: 1 });
  expect(red.targets[1]!.metrics.all().RequestCount).toBe(0);
});
