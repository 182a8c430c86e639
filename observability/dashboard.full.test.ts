import { randomUUID } from "node:crypto";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startLab, type Lab } from "../lab/start-lab.ts";
import { findProgram } from "../machine/processes/find-program.ts";
import { CHARTS } from "./grafana/dashboard.ts";
import { startPrometheus, type Prometheus } from "./start-prometheus.ts";

const program = findProgram("prometheus");
const missing = program ? "" : " (skipped: prometheus is missing; sudo apt-get install prometheus)";
/** Grafana puts some scrapes into it; here each takes a second. */
const RATE_INTERVAL = "20s";
const SOON = { timeout: 60_000, interval: 250 };

describe.skipIf(missing)(`the dashboard, in a real Prometheus that follows a lab${missing}`, () => {
  let lab: Lab;
  let prometheus: Prometheus;
  let isOver = false;
  let traffic: Promise<void>;
  const value = async (expr: string) => {
    const series = await prometheus.query(expr);
    return series.reduce((sum, one) => sum + one.value, 0);
  };

  beforeAll(async () => {
    lab = await startLab({
      instances: 3,
      balancer: { shortDurations: true, healthCheck: { intervalSeconds: 0.2, timeoutSeconds: 1 } },
    });
    prometheus = await startPrometheus(program!, lab.controlUrl);
    traffic = keepTalking(lab, () => isOver);
  });
  afterAll(async () => {
    isOver = true;
    await traffic;
    await prometheus?.close();
    await lab?.close();
  });

  it.each(
    Object.values(CHARTS)
      .flat()
      .flatMap(({ title, queries }) => queries.map(([legend, expr]) => ({ title, legend, expr }))),
  )("$title ($legend) is not empty", async ({ expr }) => {
    await vi.waitFor(async () => {
      const series = await prometheus.query(expr.replaceAll("$__rate_interval", RATE_INTERVAL));
      expect(series.filter((one) => Number.isFinite(one.value))).not.toEqual([]);
    }, SOON);
  });

  it("loses an instance that is killed, with its connections, and one healthy host", async () => {
    const healthy = `sum(aws_applicationelb_healthy_hosts{target_group!~".*-reports",target_group!=""})`;
    const open = (id: string) => prometheus.query(`chat_open_connections{instance="${id}"}`);
    await vi.waitFor(async () => expect(await value(healthy)).toBe(3), SOON);
    await vi.waitFor(async () => expect((await open("chat-2"))[0]?.value).toBeGreaterThan(0), SOON);
    await lab.kill("chat-2");
    await vi.waitFor(async () => expect(await value(healthy)).toBe(2), SOON);
    await vi.waitFor(async () => expect(await open("chat-2")).toEqual([]), SOON);
    expect(await open("chat-1")).toHaveLength(1);
  });
});

/** People on all instances who talk, one who comes and goes, requests that are refused, and sessions that nobody knows. */
async function keepTalking({ url }: Lab, isOver: () => boolean): Promise<void> {
  const connect = () => io(url, { transports: ["websocket"], forceNew: true });
  const people = Array.from({ length: 6 }, connect);
  const joined = people.map((socket, index) => {
    const enter = () =>
      void socket.emit("room:join", { room: "lobby", name: `p${index}`, person: `secret-of-p${index}` }, () => {});
    socket.on("connect", enter);
    return socket;
  });
  while (!isOver()) {
    const guest = connect();
    for (const socket of joined)
      socket.emit("message:send", { room: "lobby", id: randomUUID(), text: "hello" }, () => {});
    await Promise.all([
      fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=nobody`).then((answer) => answer.text()),
      fetch(`${url}/health`).then((answer) => answer.text()),
      new Promise((resolve) => setTimeout(resolve, 300)),
    ]).catch(() => {});
    guest.disconnect();
  }
  for (const socket of people) socket.disconnect();
}
