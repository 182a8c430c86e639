import { describe, expect, it } from "vitest";
import { estimateInstances } from "./diagnosis/estimate-instances.ts";
import { diagnoseUrl, MAX_REQUESTS } from "./fixtures/diagnose-url.ts";
import { startStandIn } from "./fixtures/start-stand-in.ts";

describe("behind the ALB stand-in", () => {
  it.each(["round_robin", "least_outstanding_requests"])(
    "three instances with stickiness are healthy, by %s",
    async (algorithm) => {
      const { url } = await startStandIn({ algorithm });
      const { complaints, summary, evidence, find } = await diagnoseUrl(url);
      expect(complaints).toEqual([]);
      expect(summary).toMatchObject({
        verdict: "healthy",
        affinity: "by cookie AWSALB",
        instances: "3 instances answer",
        front: ["an AWS Application Load Balancer, or a stand-in for one"],
      });
      expect(evidence.effectiveCookies).toEqual(["AWSALB"]);
      expect(evidence.requests).toBeLessThanOrEqual(MAX_REQUESTS);
      expect(evidence.reconnects).toMatchObject({ asked: 3, same: 3 });
      expect(find("websocket")?.evidence).toEqual(
        expect.arrayContaining([
          "upgrade of a polling session, with cookies: 2 of 2",
          expect.stringMatching(/^upgrade of a polling session, without cookies: [01] of 1$/),
        ]),
      );
      expect(find("cookie-attributes")?.title).toContain("set again with each answer");
      expect(find("cookie-attributes")?.evidence.join()).toContain(
        "AWSALBCORS: a browser drops it (SameSite=None without Secure)",
      );
    },
  );

  it.each([
    { algorithm: "round_robin", instances: 2, least: 2, most: 2 },
    { algorithm: "round_robin", instances: 3, least: 3, most: 3 },
    { algorithm: "least_outstanding_requests", instances: 3, least: 3, most: 3 },
    // By chance 45 knocks can look like a few more or fewer.
    { algorithm: "weighted_random", instances: 3, least: 2, most: 8 },
  ])(
    "$instances instances without stickiness have no affinity, by $algorithm",
    async ({ instances, algorithm, ...range }) => {
      const { url } = await startStandIn({ instances, algorithm, stickiness: "false" });
      const { complaints, summary, find, evidence } = await diagnoseUrl(url);
      expect(complaints).toEqual(["no-affinity"]);
      expect(summary).toMatchObject({ verdict: "problem", affinity: "none" });
      expect(find("no-affinity")?.advice.join("\n")).toContain('resource "aws_lb_target_group" "chat" {');
      expect(find("no-affinity")?.evidence.join("\n")).toContain("Session ID unknown");
      expect(find("websocket")?.title).toBe("A WebSocket opens when clients begin with it");
      expect(evidence.cookies).toEqual([]);
      const { best } = estimateInstances(evidence.instances!);
      expect(best).toBeGreaterThanOrEqual(range.least);
      expect(best).toBeLessThanOrEqual(range.most);
    },
  );

  it.each(["true", "false"] as const)("a single instance is recognised, stickiness %s", async (stickiness) => {
    const { url } = await startStandIn({ instances: 1, stickiness });
    const { complaints, summary, find } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ affinity: "not needed: one instance", instances: "1 instance answers" });
    expect(find("one-instance")?.advice.length).toBe(stickiness === "true" ? 0 : 1);
  });

  it("an idle timeout below the ping interval is found by waiting", async () => {
    const { url } = await startStandIn(
      {
        loadBalancerAttributes: { "idle_timeout.timeout_seconds": "2" },
        targetGroupAttributes: { "stickiness.enabled": "true" },
      },
      { pingInterval: 4500 },
    );
    const { complaints, find, evidence } = await diagnoseUrl(url, { waitsIdle: true });
    expect(complaints).toEqual(["idle-timeout"]);
    expect(evidence.idle?.map(({ transport, outcome }) => `${transport} ${outcome}`)).toEqual([
      "websocket cut",
      "polling cut",
    ]);
    expect(find("idle-timeout")?.evidence.join()).toContain("answered with 504");
    expect(find("idle-timeout")?.advice.join("\n")).toContain('resource "aws_lb" "chat" {');
  });

  it("an idle timeout above the ping interval is healthy", async () => {
    const { url } = await startStandIn({}, { pingInterval: 300 });
    const { complaints, evidence } = await diagnoseUrl(url, { waitsIdle: true });
    expect(complaints).toEqual([]);
    expect(evidence.idle?.map(({ outcome }) => outcome)).toEqual(["alive", "alive"]);
  });

  it("an instance that died and is not noticed yet shows in failing requests", async () => {
    const { url, backends } = await startStandIn({ stickiness: "false" });
    await backends[1]!.close();
    const { find, complaints } = await diagnoseUrl(url);
    expect(find("failing-requests")).toMatchObject({ verdict: "problem" });
    expect(complaints).not.toContain("websocket-blocked");
    expect(find("failing-requests")?.evidence.join()).toContain("502");
  });
});

describe("pages of another origin, behind the stand-in", () => {
  const cors = (origin: string | boolean, credentials: boolean) => ({ cors: { origin, credentials } });

  it("of the same site and with credentials are healthy", async () => {
    const origin = "http://127.0.0.1:4000";
    const { url } = await startStandIn({}, cors(origin, true));
    const { complaints, find } = await diagnoseUrl(url, { origin });
    expect(complaints).toEqual([]);
    expect(find("cross-origin")).toMatchObject({ verdict: "ok" });
  });

  it.each([
    { what: "nobody is let in", options: {}, origin: "http://127.0.0.1:4000", id: "origin-refused" },
    {
      what: "only another origin is let in",
      options: cors("http://elsewhere.example", true),
      origin: "http://127.0.0.1:4000",
      id: "origin-refused",
    },
    {
      what: "credentials are missing",
      options: cors("http://127.0.0.1:4000", false),
      origin: "http://127.0.0.1:4000",
      id: "missing-credentials",
    },
    {
      what: "all are let in, hence without cookies",
      options: cors("*", false),
      origin: "http://127.0.0.1:4000",
      id: "missing-credentials",
    },
    {
      what: "all are let in together with credentials",
      options: cors("*", true),
      origin: "http://127.0.0.1:4000",
      id: "wildcard-with-credentials",
    },
    {
      what: "it is another site, over plain http",
      options: cors("http://app.example", true),
      origin: "http://app.example",
      id: "cookie-not-cross-site",
    },
  ])("$what: $id", async ({ options, origin, id }) => {
    const { url } = await startStandIn({}, options);
    expect((await diagnoseUrl(url, { origin })).complaints).toEqual([id]);
  });

  it("that a server itself refuses do not end the diagnosis", async () => {
    const { url } = await startStandIn(
      {},
      { allowRequest: ({ headers }, decide) => decide(null, headers.origin !== "http://evil.example") },
    );
    const { complaints, summary } = await diagnoseUrl(url, { origin: "http://evil.example" });
    expect(complaints).toEqual(["origin-refused"]);
    expect(summary.affinity).toBe("by cookie AWSALB");
  });
});

describe("health paths, behind the stand-in", () => {
  it.each([
    { path: "/health", id: "health", verdict: "ok" },
    { path: "/socket.io/?EIO=4&transport=polling", id: "health-creates-sessions", verdict: "problem" },
    { path: "/socket.io/", id: "health-not-200", verdict: "problem" },
    { path: "/", id: "health-not-200", verdict: "problem" },
  ] as const)("$path: $id", async ({ path, id, verdict }) => {
    const { url } = await startStandIn({ instances: 1 });
    expect((await diagnoseUrl(url, { healthPath: path })).find(id)).toMatchObject({ verdict });
  });

  it("that begin a session in the application", async () => {
    let visitors = 0;
    const { url } = await startStandIn(
      { instances: 1 },
      {
        onRequest: (_request, response) => {
          response.setHeader("Set-Cookie", `connect.sid=s%3A${(visitors += 1)}; Path=/; HttpOnly`).end("ok");
        },
      },
    );
    expect((await diagnoseUrl(url, { healthPath: "/health" })).complaints).toEqual(["health-sets-cookies"]);
  });
});

describe("servers of other kinds, behind the stand-in", () => {
  it("WebSocket only needs no affinity, and its instances are counted all the same", async () => {
    const { url } = await startStandIn({ stickiness: "false" }, { transports: ["websocket"] });
    const { complaints, summary, find } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ affinity: "not needed: WebSocket only", instances: "3 instances answer" });
    expect(find("reconnects-move")).toMatchObject({ verdict: "ok" });
  });

  it("WebSocket only with stickiness comes back to its instance", async () => {
    const { url } = await startStandIn({}, { transports: ["websocket"] });
    const { complaints, find, summary } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(find("reconnects")).toMatchObject({ verdict: "ok" });
    expect(summary.instances).toBe("3 instances answer");
  });

  it("polling only is healthy with stickiness", async () => {
    const { url } = await startStandIn({}, { transports: ["polling"] });
    const { complaints, find } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(find("no-websocket-offered")).toMatchObject({ verdict: "ok" });
  });

  it("Engine.IO 3 is measured too", async () => {
    const { url } = await startStandIn({}, { isOld: true, pingInterval: 400 });
    const { complaints, find, summary, evidence } = await diagnoseUrl(url, { waitsIdle: true });
    expect(complaints).toEqual([]);
    expect(find("handshake")?.title).toBe("Engine.IO 3 answers, for clients of Socket.IO 1 and 2");
    expect(summary).toMatchObject({ affinity: "by cookie AWSALB", instances: "3 instances answer" });
    expect(evidence.idle?.map(({ outcome }) => outcome)).toEqual(["alive", "alive"]);
  });

  it("a ping interval beyond the usual idle timeouts is a warning", async () => {
    const { url } = await startStandIn({}, { pingInterval: 90_000 });
    expect((await diagnoseUrl(url)).complaints).toEqual(["long-ping-interval"]);
  });
});
