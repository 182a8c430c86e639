import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startLab, type Lab } from "../lab/start-lab.ts";
import { CHARTS } from "./grafana/dashboard.ts";
import { keepTalking } from "./keep-talking.ts";
import { findPrometheus, startPrometheus, type Prometheus } from "./start-prometheus.ts";

const program = findPrometheus();
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
