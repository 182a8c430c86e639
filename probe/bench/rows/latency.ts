import { connectHttp } from "../http-load.ts";
import { BALANCER, HAPROXY, NGINX, startProxies } from "../peers.ts";
import type { Measured, Row } from "../row.ts";

const CLIENTS = 64;
const PER_SECOND = 1_500;
const SECONDS = 2;
/** The middle is told beside the base; the goal is the 99th percentile's. */
const PERCENTILES = [50, 99];

export const latency: Row = {
  name: "latency",
  title: `latency at ${PER_SECOND.toLocaleString("en")} requests a second, from when each was due`,
  unit: "ms",
  base: `${HAPROXY}, p99`,
  goal: { contestant: `${BALANCER}, p99`, atMost: 1, as: "more than the base" },
  async measure({ rounds, onProgress }) {
    const proxies = await startProxies();
    try {
      const measured = new Map<string, Measured>();
      for (const name of [HAPROXY, NGINX, BALANCER]) {
        for (const percent of PERCENTILES) {
          const contestant = `${name}, p${percent}`;
          measured.set(contestant, { contestant, values: [] });
        }
      }
      for (let round = 0; round <= rounds; round += 1) {
        for (const { name, port } of proxies.servers) {
          onProgress(round === 0 ? `warming ${name} up` : `round ${round} of ${rounds}: ${name}`);
          const clients = await connectHttp(port, CLIENTS);
          const latencies = (await clients.askAtRate(PER_SECOND, SECONDS)).sort((a, b) => a - b);
          clients.close();
          if (round === 0) continue;
          for (const percent of PERCENTILES) {
            const at = Math.min(latencies.length - 1, Math.floor((latencies.length * percent) / 100));
            measured.get(`${name}, p${percent}`)!.values.push(latencies[at]!);
          }
        }
      }
      return [...measured.values()].map((one) => {
        const why = proxies.absent.find(({ contestant }) => one.contestant.startsWith(contestant))?.absent;
        return why === undefined ? one : { ...one, absent: why };
      });
    } finally {
      await proxies.close();
    }
  },
};
