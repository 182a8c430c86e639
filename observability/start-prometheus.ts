import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../machine/ports.ts";
import { startChild } from "../machine/processes/start-child.ts";
import { findProgram } from "../machine/processes/find-program.ts";

export interface Prometheus {
  url: string;
  /** The series that a query gives now: labels and value. */
  query(expr: string): Promise<{ labels: Record<string, string>; value: number }[]>;
  /** The series that a query gives for each second between two times, in seconds since 1970. */
  queryRange(expr: string, from: number, to: number): Promise<RangeSeries[]>;
  close(): Promise<void>;
}

export interface RangeSeries {
  labels: Record<string, string>;
  points: { at: number; value: number }[];
}

interface Answer<R> {
  status: string;
  error?: string;
  data: { result: ({ metric: Record<string, string> } & R)[] };
}

/** @returns null where this machine has none. */
export const findPrometheus = (): string | null => findProgram("prometheus");

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
      const result = await ask<{ value: [number, string] }>(url, "query", { query: expr });
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    queryRange: async (expr, from, to) => {
      const times = { start: String(from), end: String(to), step: "1" };
      const result = await ask<{ values: [number, string][] }>(url, "query_range", { query: expr, ...times });
      return result.map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([at, value]) => ({ at, value: Number(value) })),
      }));
    },
    close: async () => {
      child.signal("SIGTERM");
      await child.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ask<R>(url: string, path: string, parameters: Record<string, string>) {
  const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { status, error, data } = (await answer.json()) as Answer<R>;
  if (status !== "success") throw new Error(`${parameters["query"]}: ${error}`);
  return data.result;
}
