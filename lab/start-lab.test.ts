import { io, type Socket } from "socket.io-client";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { ControlState } from "../protocol/control/state.ts";
import { startLab, type LabOptions } from "./start-lab.ts";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../machine/redis/find-redis-server.ts";

const withoutRedis = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;

const CHECKS = { intervalSeconds: 0.2, timeoutSeconds: 0.5, unhealthyThresholdCount: 2, healthyThresholdCount: 2 };

async function openLab(options: LabOptions = {}) {
  const lab = await startLab({
    instances: 2,
    ...options,
    env: { DRAIN_MS: "500", ...options.env },
    balancer: { shortDurations: true, healthCheck: CHECKS, ...options.balancer },
  });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(lab.controlUrl + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, never>,
    };
  };
  const state = async () => (await call("GET", "/state")).body as unknown as ControlState;
  const targetOf = async (id: string) => (await state()).targets.find((target) => target.id === id);
  const until = (id: string, health: string) =>
    vi.waitFor(async () => expect((await targetOf(id))?.health.state).toBe(health), { timeout: 10_000, interval: 50 });
  const served = async () => {
    const response = await fetch(`${lab.url}/health`);
    return ((await response.json()) as { hostname: string }).hostname;
  };
  return { lab, call, state, targetOf, until, served };
}

/** A lab of the test's own. */
async function startTestLab(options: LabOptions = {}) {
  const opened = await openLab(options);
  onTestFinished(opened.lab.close);
  return opened;
}

/** One lab for the tests of a group, each of which leaves it as it found it: whole, healthy and sticky or not. */
function shareLab(options: LabOptions = {}) {
  let opened: Awaited<ReturnType<typeof openLab>>;
  beforeAll(async () => {
    opened = await openLab(options);
    return opened.lab.close;
  });
  return () => opened;
}

/** An open WebSocket to whichever instance takes it, and that instance's name. */
async function openSocket(url: string): Promise<{ socket: Socket; instance: string }> {
  const socket = io(url, { transports: ["websocket"], reconnection: false, forceNew: true });
  onTestFinished(() => void socket.disconnect());
  const welcome = await new Promise<{ instance: string }>((resolve) => socket.once("instance:welcome", resolve));
  return { socket, instance: welcome.instance };
}

describe("startLab", () => {
  const shared = shareLab({ stickiness: false });

  it("runs each instance as a process of its own, healthy behind the balancer", async () => {
    const { state, lab: started, served } = shared();
    const { targets, lab } = await state();
    expect(targets.map((target) => target.health.state)).toEqual(["healthy", "healthy"]);
    expect(new Set(targets.map((target) => target.process?.pid)).size).toBe(2);
    // It may drain for as long as it is told to, and then end.
    expect(lab.stopTimeoutMs).toBe(5_500);
    expect(lab).toMatchObject({ state: "memory", url: started.url, controlUrl: started.controlUrl });
    expect(new Set([await served(), await served()])).toEqual(new Set(["chat-1", "chat-2"]));
  });

  it("a killed instance is found unhealthy; restarted it has a new boot id and its old address", async () => {
    const { call, targetOf, until } = shared();
    const before = await targetOf("chat-1");
    expect((await call("POST", "/targets/chat-1/kill")).status).toBe(200);
    expect((await targetOf("chat-1"))?.process).toMatchObject({ state: "exited", pid: null, ended: "SIGKILL" });
    await until("chat-1", "unhealthy");

    expect((await call("POST", "/targets/chat-1/restart")).status).toBe(200);
    await until("chat-1", "healthy");
    const after = await targetOf("chat-1");
    expect(after?.port).toBe(before?.port);
    expect(after?.process?.state).toBe("running");
    expect(after?.process?.bootId).not.toBe(before?.process?.bootId);
  });

  it("a paused instance times out its health checks; resumed it is the same process", async () => {
    const { call, targetOf, until } = shared();
    const before = await targetOf("chat-2");
    expect((await call("POST", "/targets/chat-2/pause")).status).toBe(200);
    await until("chat-2", "unhealthy");
    expect((await targetOf("chat-2"))?.health.reason).toBe("Target.Timeout");
    expect((await call("POST", "/targets/chat-2/resume")).status).toBe(200);
    await until("chat-2", "healthy");
    expect((await targetOf("chat-2"))?.process).toEqual(before?.process);
  });

  it("a draining instance that is restarted is back in the target group, and stays", async () => {
    const { lab, call, targetOf, until } = shared();
    await openSocket(lab.url);
    for (const id of ["chat-1", "chat-2"]) {
      const before = await targetOf(id);
      expect((await call("POST", `/targets/${id}/deregister`)).status).toBe(200);
      await until(id, "draining");
      expect((await call("POST", `/targets/${id}/restart`)).status).toBe(200);
      await until(id, "healthy");
      const { process } = (await targetOf(id))!;
      expect(process?.state).toBe("running");
      expect(process?.bootId).not.toBe(before?.process?.bootId);
    }
  });

  it("a deregistered instance drains, is cut off at the delay, and is then stopped", async () => {
    const { lab, call, targetOf, until } = shared();
    await call("PATCH", "/target-group/attributes", { "deregistration_delay.timeout_seconds": "1" });
    const { socket, instance } = await openSocket(lab.url);
    const disconnected = new Promise<string>((resolve) => socket.once("disconnect", resolve));
    expect((await call("POST", `/targets/${instance}/deregister`)).status).toBe(200);
    expect((await targetOf(instance))?.health).toMatchObject({
      state: "draining",
      reason: "Target.DeregistrationInProgress",
    });
    expect(await disconnected).toBe("transport close");
    await vi.waitFor(async () => expect((await targetOf(instance))?.process?.state).toBe("stopped"), 10_000);
    expect((await targetOf(instance))?.health.state).toBe("unused");

    expect((await call("POST", `/targets/${instance}/restart`)).status).toBe(200);
    await until(instance, "healthy");
  });

  it("one more instance is started and takes its turn", async () => {
    const { call, until, served } = shared();
    const added = await call("POST", "/targets");
    expect(added).toMatchObject({ status: 201, body: { id: "chat-3" } });
    await until("chat-3", "healthy");
    const answers = [await served(), await served(), await served()];
    expect(new Set(answers)).toEqual(new Set(["chat-1", "chat-2", "chat-3"]));
  });
});

describe.skipIf(withoutRedis)(`the state of the lab${withoutRedis}`, () => {
  it("is changed to redis and back: every instance restarts in it, and the lab's own Redis comes and goes", async () => {
    const { lab, call, state, until } = await startTestLab({ stickiness: false });
    const reports = () =>
      Promise.all(
        lab.instances().map(async ({ port }) => {
          const report = await (await fetch(`http://127.0.0.1:${port}/api/instance?room=lobby`)).json();
          return report as { state: string; bootId: string; rooms: { id: string }[] };
        }),
      );
    const before = await reports();
    expect(before.map((report) => report.state)).toEqual(["memory", "memory"]);

    expect(await call("PATCH", "/lab", { state: "redis" })).toMatchObject({ status: 200, body: { state: "redis" } });
    const shared = await reports();
    expect(shared.map((report) => report.state)).toEqual(["redis", "redis"]);
    expect(new Set([...before, ...shared].map((report) => report.bootId)).size).toBe(4);
    expect((await state()).lab).toMatchObject({ state: "redis", redis: { own: true, state: "running" } });

    for (const id of ["chat-1", "chat-2"]) await until(id, "healthy");
    const ada = await openSocket(lab.url);
    const bo = await openSocket(lab.url);
    expect(ada.instance).not.toBe(bo.instance);
    const join = ({ socket }: typeof ada, name: string) =>
      socket.emitWithAck("room:join", { room: "lobby", name, person: `secret-of-${name}` }) as Promise<{
        data: { roomId: string; members: { name: string }[] };
      }>;
    const adas = await join(ada, "Ada");
    const bos = await join(bo, "Bo");
    expect(bos.data.roomId).toBe(adas.data.roomId);
    expect(bos.data.members.map(({ name }) => name)).toEqual(["Ada", "Bo"]);
    expect((await reports()).map(({ rooms }) => rooms.map(({ id }) => id))).toEqual([
      [adas.data.roomId],
      [adas.data.roomId],
    ]);

    expect(await call("PATCH", "/lab", { state: "memory" })).toMatchObject({ status: 200, body: { redis: null } });
    expect((await reports()).map((report) => report.state)).toEqual(["memory", "memory"]);
    expect(await call("POST", "/redis/kill")).toMatchObject({ status: 409 });
    for (const id of ["chat-1", "chat-2"]) await until(id, "healthy");
  });

  it("is refused when it is none", async () => {
    const { call } = await startTestLab();
    for (const [body, message] of [
      [{ state: "disk" }, '"state" is "disk"; allowed: memory, redis'],
      [{}, 'the body is {}; allowed: at least one setting, like {"state":"redis"}'],
      [{ roomAffinity: "on" }, '"roomAffinity" is "on"; allowed: true or false'],
      [{ state: "redis", url: "redis://x" }, '"url" is not known; allowed: state, roomAffinity'],
    ]) {
      expect(await call("PATCH", "/lab", body)).toMatchObject({ status: 400, body: { error: { message } } });
    }
  });
});

describe("the control API", () => {
  const shared = shareLab();

  it("changes attributes, and what is nonsense changes nothing and says why", async () => {
    const { call, lab, state } = shared();
    expect(await call("PATCH", "/target-group/attributes", { "stickiness.enabled": "false" })).toMatchObject({
      status: 200,
      body: { "stickiness.enabled": "false" },
    });
    for (const [body, error] of [
      [
        { "stickiness.lb_cookie.duration_seconds": "604801" },
        { key: "stickiness.lb_cookie.duration_seconds", value: "604801" },
      ],
      [
        { "stickiness.enabled": "true", "no.such": "1" },
        { key: "no.such", value: "1" },
      ],
      [{ "stickiness.enabled": true }, { key: "stickiness.enabled", value: true, allowed: "a string, as in ELBv2" }],
      [[], { message: expect.stringContaining("JSON object") }],
    ] as const) {
      expect(await call("PATCH", "/target-group/attributes", body)).toMatchObject({ status: 400, body: { error } });
    }
    const raw = (body: string) =>
      fetch(`${lab.controlUrl}/target-group/attributes`, { method: "PATCH", body }).then(async (response) => [
        response.status,
        ((await response.json()) as { error: { message: string } }).error.message,
      ]);
    expect(await raw("stickiness off")).toEqual([400, expect.stringMatching(/^the body is not JSON: /)]);
    expect(await raw(`{"x":"${"x".repeat(20_000)}"}`)).toEqual([413, "the body is longer than 16384 bytes"]);
    expect((await state()).targetGroup.attributes["stickiness.enabled"]).toBe("false");
    expect(await call("PATCH", "/load-balancer/attributes", { "idle_timeout.timeout_seconds": "4001" })).toMatchObject({
      status: 400,
      body: { error: { key: "idle_timeout.timeout_seconds", value: "4001" } },
    });
    await call("PATCH", "/target-group/attributes", { "stickiness.enabled": "true" });
  });

  it("answers what it does not know or cannot do with a code and a sentence", async () => {
    const { call } = shared();
    expect(await call("POST", "/targets/chat-9/kill")).toMatchObject({
      status: 404,
      body: { error: { message: 'there is no instance "chat-9"' } },
    });
    expect(await call("POST", "/targets/chat-1/resume")).toMatchObject({
      status: 409,
      body: { error: { message: "chat-1 is running, not paused" } },
    });
    expect((await call("POST", "/targets/chat-1/explode")).status).toBe(404);
    expect((await call("GET", "/targets/chat-9/stickiness-cookies")).status).toBe(404);
  });

  it("refuses a page from elsewhere and serves its own", async () => {
    const { call, lab } = shared();
    const refused = await call("POST", "/targets/chat-1/kill", undefined, { origin: "https://evil.example" });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    const own = await call("GET", "/state", undefined, { origin: lab.url });
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin")).toBe(lab.url);
  });

  it("gives the cookie that pins a browser to an instance", async () => {
    const { call, lab } = shared();
    for (const id of ["chat-2", "chat-1", "chat-2"]) {
      const cookies = (await call("GET", `/targets/${id}/stickiness-cookies`)).body as unknown as { AWSALB: string };
      const response = await fetch(`${lab.url}/health`, { headers: { cookie: `AWSALB=${cookies.AWSALB}` } });
      expect(((await response.json()) as { hostname: string }).hostname).toBe(id);
      const opened = await call("POST", "/stickiness-cookies/open", { cookie: cookies.AWSALB });
      expect(opened).toMatchObject({ status: 200, body: { target: id, usable: true, reason: null } });
    }
  });

  it("refuses to open what cannot be a cookie, and says what is wrong", async () => {
    const { call } = shared();
    for (const body of [{}, { cookie: 7 }, { cookie: "" }, { cookie: "a", more: true }]) {
      const { status, body: answer } = await call("POST", "/stickiness-cookies/open", body);
      expect(status).toBe(400);
      expect((answer as { error?: { message: string } }).error?.message).toMatch(/cookie|more/);
    }
  });

  it("streams what happens in order, and replays what a listener missed", async () => {
    const { lab, call } = await startTestLab();
    const read = async (lastEventId: string | null, enough: (text: string) => boolean) => {
      const abort = new AbortController();
      const headers = lastEventId === null ? {} : { "last-event-id": lastEventId };
      const response = await fetch(`${lab.controlUrl}/events`, { headers, signal: abort.signal });
      expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
      let text = "";
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk, { stream: true });
        if (enough(text)) break;
      }
      abort.abort();
      return text;
    };
    await call("PATCH", "/target-group/attributes", { "stickiness.enabled": "false" });
    const all = await read("0", (text) => text.includes("event: attributes-modified"));
    const ids = [...all.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids.length).toBeGreaterThan(2);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(all).toContain("event: target-health");

    const next = read(String(ids.at(-1)), (text) => text.includes("event: request"));
    await vi.waitFor(async () => {
      await fetch(lab.url);
      await expect(Promise.race([next, Promise.resolve("waiting")])).resolves.toContain("event: request");
    }, 5_000);
    expect(await next).not.toContain(`id: ${ids[0]}\n`);
  });

  it("streams what happens to an instance, between what the balancer finds out", async () => {
    const { lab, call, until } = shared();
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    // Held on to: an answer that is collected before anybody reads it is cancelled.
    const stream = await fetch(`${lab.controlUrl}/events`, { signal: abort.signal });
    for (const action of ["pause", "resume", "kill", "restart"]) await call("POST", `/targets/chat-1/${action}`);
    let text = "";
    for await (const chunk of stream.body!) {
      text += Buffer.from(chunk).toString();
      if (/SIGKILL[^]*"to":"running".*\n\n/.test(text)) break;
    }
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) =>
        JSON.parse(data!) as {
          type: string;
          sequence: number;
          id: string;
          from: string;
          to: string;
          ended: string | null;
        },
    );
    expect(
      events.filter(({ type }) => type === "process").map(({ id, from, to, ended }) => [id, from, to, ended]),
    ).toEqual([
      ["chat-1", "running", "paused", null],
      ["chat-1", "paused", "running", null],
      ["chat-1", "running", "exited", "SIGKILL"],
      ["chat-1", "exited", "starting", null],
      ["chat-1", "starting", "running", null],
    ]);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => events[0]!.sequence + index));
    await until("chat-1", "healthy");
  });

  it("counts one visit as one NonStickyRequestCount, and its page's poll as none, in a group of its own", async () => {
    const { lab, state } = await startTestLab({ instances: 2, stickiness: true });
    const page = await fetch(`${lab.url}/`);
    const cookie = page.headers
      .getSetCookie()
      .map((line) => line.split(";")[0]!)
      .join("; ");
    await fetch(`${lab.url}/health`, { headers: { cookie } });
    const seen = new Set<string>();
    for (let i = 0; i < 10; i += 1) {
      const answer = await fetch(`${lab.url}/api/instance?room=lobby`);
      expect(answer.headers.getSetCookie()).toEqual([]);
      seen.add(((await answer.json()) as { instance: string }).instance);
    }
    expect(seen.size).toBe(2);
    const { loadBalancer, metrics, targetGroups } = await state();
    expect(loadBalancer.metrics).toMatchObject({ NonStickyRequestCount: 1, RequestCount: 12 });
    expect(metrics).toMatchObject({ NonStickyRequestCount: 1, RequestCount: 2 });
    expect(targetGroups.map(({ name, metrics: { RequestCount } }) => [name, RequestCount])).toEqual([
      ["sticky-rooms", 2],
      ["instance-reports", 10],
    ]);
  });

  it("answers /metrics by a rule: what an instance tells Prometheus stays on its own port", async () => {
    const { lab, state } = shared();
    const answer = await fetch(`${lab.url}/metrics`);
    expect([answer.status, answer.headers.get("server"), await answer.text()]).toEqual([
      404,
      "awselb/2.0",
      "Not found",
    ]);
    const [target] = (await state()).targets;
    expect(await (await fetch(`http://127.0.0.1:${target!.port}/metrics`)).text()).toContain("# TYPE");
  });

  it("keeps the reports' group the same as the application's when instances drain, die and come back", async () => {
    const { call, state, until } = shared();
    const byText = (one: string, other: string) => one.localeCompare(other);
    const reporting = async () =>
      (await state()).targetGroups[1]!.targets.map(({ id, health }) => `${id} ${health.state}`).sort(byText);
    await call("POST", "/targets/chat-1/deregister");
    expect(await reporting()).toEqual(["chat-1 draining", "chat-2 healthy"]);
    await call("POST", "/targets/chat-1/restart");
    await until("chat-1", "healthy");
    await vi.waitFor(async () => expect(await reporting()).toEqual(["chat-1 healthy", "chat-2 healthy"]), {
      timeout: 10_000,
      interval: 50,
    });
  });

  it("serves the access log in the ALB's own format", async () => {
    const { lab } = shared();
    await fetch(`${lab.url}/api/instance`);
    const log = await (await fetch(`${lab.controlUrl}/access-log`)).text();
    expect(log).toMatch(
      /^http \S+ \S+ 127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+ .*"GET http:\/\/localhost:\d+\/api\/instance HTTP\/1\.1"/m,
    );
  });
});
