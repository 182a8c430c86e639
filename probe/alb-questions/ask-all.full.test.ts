import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { closeAfterTest } from "../doctor/fixtures/close-after-test.ts";
import { startBackends } from "../doctor/fixtures/start-backends.ts";
import { startBalancer, type BalancerOptions } from "../../alb/balancer.ts";
import { askAll, QUESTIONS } from "./ask-all.ts";

async function startAlb(instances: number, options: BalancerOptions = {}) {
  let isHealthy = true;
  const backends = await startBackends(instances, {
    onRequest: ({ url }, response) => void response.writeHead(url === "/health" && isHealthy ? 200 : 404).end(),
  });
  for (const backend of backends) {
    closeAfterTest(backend);
    // As a server that knows nothing of WebSockets, whose answers show what it was asked.
    backend.io.httpServer.on("upgrade", ({ url, rawHeaders }: IncomingMessage, socket: Duplex) => {
      const body = JSON.stringify({ Connection: rawHeaders[rawHeaders.indexOf("Connection") + 1] });
      if (url === "/echo") socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
  }
  const balancer = await startBalancer({
    shortDurations: true,
    targetGroupAttributes: { "stickiness.enabled": "true", "deregistration_delay.timeout_seconds": "0.5" },
    healthCheck: { path: "/health", intervalSeconds: 1, timeoutSeconds: 0.9 },
    ...options,
  });
  closeAfterTest(balancer);
  const targets = backends.map(({ port }, index) => ({ id: `chat-${index}`, address: "127.0.0.1", port }));
  const all = async (state: string) => {
    while (balancer.state().targets.some(({ health }) => health.state !== state)) await once(balancer.events, "event");
  };
  for (const target of targets) balancer.registerTarget(target);
  await all("healthy");
  await fetch(balancer.url);
  const ask = (change: ((what: string) => Promise<void>) | null) =>
    askAll({
      endpoints: [new URL("/socket.io/", balancer.url)],
      headers: {},
      isInsecure: false,
      rate: 1000,
      timeLimitSeconds: 60,
      waitSeconds: 10,
      drainSeconds: 2,
      change,
      echo: change && new URL("/echo", balancer.url),
      accessLog: change && balancer.accessLog().join("\n"),
    });
  /** The person who runs the load balancer, and does what the questions want. */
  const operator = async (what: string) => {
    if (what.startsWith("turn stickiness")) {
      balancer.modifyTargetGroupAttributes({ "stickiness.enabled": String(what.includes("=true")) });
    } else if (what.startsWith("deregister")) balancer.deregisterTarget("chat-0");
    else if (what.startsWith("register")) {
      balancer.removeTarget("chat-0");
      balancer.registerTarget(targets[0]!);
      await all("healthy");
    } else {
      isHealthy = what.startsWith("set the path back");
      await all(isHealthy ? "healthy" : "unhealthy");
    }
  };
  return { ask, operator };
}

it("the stand-in answers every question as it says it does", async () => {
  const { ask, operator } = await startAlb(3);
  const answered = await ask(operator);
  expect(answered).toHaveLength(QUESTIONS.length);
  const drain = answered.find(({ rule }) => rule === "R5.3")!;
  // At the end of a delay of half a second, or a busy machine's idea of it.
  expect(drain.answer).toMatch(/^after (0\.[4-9]|[1-9]\.\d) s, without a Close frame$/);
  const others = answered.filter((one) => one !== drain);
  expect(others.map(({ rule, asks, answer }) => ({ rule, asks, answer }))).toEqual(
    others.map(({ rule, asks, standIn }) => ({ rule, asks, answer: standIn })),
  );
});

it("a lag of the deregistration is seen", async () => {
  const { ask, operator } = await startAlb(2, { pins: { deregistrationLagSeconds: 1 } });
  const answered = await ask(operator);
  const [, seconds] = /^for (\d\.\d) s$/.exec(answered.find(({ rule }) => rule === "R5.6")!.answer!)!;
  expect(Number(seconds)).toBeGreaterThan(0.2);
});

it("another load balancer's other answers are seen", async () => {
  const { ask } = await startAlb(3, { pins: { cookiesOn101: false, duplicateCookie: "last" } });
  const answered = await ask(null);
  const answers = answered.map(({ asks, answer }) => `${asks} ${answer}`);
  expect(answers).toContain("Does the 101 of a WebSocket set the stickiness cookies? no");
  expect(answers).toContain("Does a browser that has only ever opened WebSockets come back to its instance? no");
  expect(answers).toContain("Of two cookies AWSALB in one request, which decides? the second");
  expect(answered).toHaveLength(QUESTIONS.filter(({ needsChange, needs }) => !needsChange && !needs).length);
});

it("what a single instance cannot show is said", async () => {
  const { ask } = await startAlb(1);
  const open = (await ask(null)).filter(({ answer }) => answer === null);
  expect(open.map(({ rule }) => rule)).toEqual(["P5", "R1.14", "R1.15"]);
});
