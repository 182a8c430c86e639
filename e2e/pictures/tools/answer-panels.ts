import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Prometheus, RangeSeries } from "../../../observability/start-prometheus.ts";
import type { AnsweredPanel, DashboardPanel } from "./dashboard-html.ts";

const FILE = path.resolve(import.meta.dirname, "../../../observability/grafana/dashboards/sticky-rooms.json");
/** Grafana puts some scrapes into it; here each takes a second. */
const RATE_INTERVAL = "8s";

/** The dashboard that people import, with what a Prometheus answers to each of its queries between two times in seconds. */
export async function answerPanels(
  prometheus: Prometheus,
  { from, to }: { from: number; to: number },
): Promise<{ title: string; panels: AnsweredPanel[] }> {
  const { title, panels } = JSON.parse(await readFile(FILE, "utf8")) as { title: string; panels: DashboardPanel[] };
  const answered = panels.map(async (panel) => ({
    panel,
    lines: (
      await Promise.all(
        (panel.targets ?? []).map(async ({ expr, legendFormat }) => {
          const series = await prometheus.queryRange(expr.replaceAll("$__rate_interval", RATE_INTERVAL), from, to);
          return series.map(({ labels, points }) => ({ name: named(legendFormat, labels), points }));
        }),
      )
    ).flat(),
  }));
  return { title, panels: await Promise.all(answered) };
}

function named(legend: string, labels: RangeSeries["labels"]): string {
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_whole, label: string) => labels[label] ?? "");
}
