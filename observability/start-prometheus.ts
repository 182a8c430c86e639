import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../machine/ports.ts";
import { startChild } from "../machine/processes/start-child.ts";

export interface Prometheus {
  url: string;
  /** The series that a query gives now: labels and value. */
  query(expr: string): Promise<{ labels: Record<string, string>; value: number }[]>;
  close(): Promise<void>;
}

interface Answer {
  status: string;
  error?: string;
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** A Prometheus with our configuration, asked each second, that follows the lab whose control API is at `controlUrl`. */
export async function startPrometheus(program: string, controlUrl: string): Promise<Prometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), "prometheus-"));
  const config = readFileSync(path.join(import.meta.dirname, "prometheus.yml"), "utf8")
    .replace("http://127.0.0.1:8001", controlUrl)
    .replaceAll(/(scrape_interval|scrape_timeout|refresh_interval): \ds/g, "$1: 1s");
  writeFileSync(path.join(folder, "prometheus.yml"), config);
  const port = await freePort();
  const child = startChild(program, [
    `--config.file=${path.join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${path.join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    query: async (expr) => {
      const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`);
      const { status, error, data } = (await answer.json()) as Answer;
      if (status !== "success") throw new Error(`${expr}: ${error}`);
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    close: async () => {
      child.signal("SIGTERM");
      await child.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
