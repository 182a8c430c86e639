import { expect, it } from "vitest";
import { closeAfterTest } from "../doctor/fixtures/close-after-test.ts";
import { startBackends } from "../doctor/fixtures/start-backends.ts";
import { startBalancer, type BalancerOptions } from "../../local/balancer/balancer.ts";
import { askAll, QUESTIONS } from "./ask-all.ts";

async function startAlb(instances: number, options: BalancerOptions = {}) {
  const backends = await startBackends(instances);
  for (const backend of backends) closeAfterTest(backend);
  const balancer = await startBalancer({
    shortDurations: true,
    targetGroupAttributes: { "stickiness.enabled": "true", "deregistration_delay.timeout_seconds": "0.5" },
    healthCheck: { path: "/health", intervalSeconds: 300 },
    ...options,
  });
  closeAfterTest(balancer);
  let healthyCount = 0;
  const healthy = new Promise<void>((resolve) =>
    balancer.events.on("event", ({ type, to }) => {
      if (type === "target-health" && to === "healthy" && (healthyCount += 1) === instances) resolve();
    }),
  );
  for (const [index, { port }] of backends.entries()) {
    balancer.registerTarget({ id: `chat-${index}`, address: "127.0.0.1", port });
  }
  await healthy;
  const ask = (change: ((what: string) => Promise<void>) | null) =>
    askAll({
      endpoint: new URL("/socket.io/", balancer.url),
      headers: {},
      isInsecure: false,
      rate: 1000,
      timeLimitSeconds: 60,
      waitSeconds: 10,
      drainSeconds: 3,
      change,
    });
  return { balancer, ask };
}

it("the stand-in answers every question as it says it does", async () => {
  const { balancer, ask } = await startAlb(3);
  const answered = await ask((what) => {
    if (what.startsWith("deregister")) balancer.deregisterTarget("chat-0");
    else balancer.modifyTargetGroupAttributes({ "stickiness.enabled": String(what.includes("=true")) });
    return Promise.resolve();
  });
  expect(answered).toHaveLength(QUESTIONS.length);
  const drain = answered.find(({ rule }) => rule === "R5.3")!;
  // At the end of a delay of half a second, or a busy machine's idea of it.
  expect(drain.answer).toMatch(/^after (0\.[4-9]|[1-9]\.\d) s, without a Close frame$/);
  const others = answered.filter((one) => one !== drain);
  expect(others.map(({ rule, asks, answer }) => ({ rule, asks, answer }))).toEqual(
    others.map(({ rule, asks, standIn }) => ({ rule, asks, answer: standIn })),
  );
});

it("another load balancer's other answers are seen", async () => {
  const { ask } = await startAlb(3, { pins: { cookiesOn101: false, duplicateCookie: "last" } });
  const answered = await ask(null);
  const answers = answered.map(({ asks, answer }) => `${asks} ${answer}`);
  expect(answers).toContain("Does the 101 of a WebSocket set the stickiness cookies? no");
  expect(answers).toContain("Does a browser that has only ever opened WebSockets come back to its instance? no");
  expect(answers).toContain("Of two cookies AWSALB in one request, which decides? the second");
  expect(answered).toHaveLength(QUESTIONS.filter(({ needsChange }) => !needsChange).length);
});

it("what a single instance cannot show is said", async () => {
  const { ask } = await startAlb(1);
  const open = (await ask(null)).filter(({ answer }) => answer === null);
  expect(open.map(({ rule }) => rule)).toEqual(["P5", "R1.14", "R1.15"]);
});
