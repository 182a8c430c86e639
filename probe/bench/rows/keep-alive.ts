import { connectHttp, type HttpClients } from "../http-load.ts";
import { cpuInTurns } from "../in-turns.ts";
import { BALANCER, HAPROXY, startProxies } from "../peers.ts";
import type { Measured, Row } from "../row.ts";

const CLIENTS = 32;

export const keepAlive: Row = {
  name: "keep-alive",
  title: "a keep-alive request, 32 clients with cookies; the balancer with its log and events on",
  unit: "µs CPU",
  base: HAPROXY,
  goal: { contestant: BALANCER, atMost: 2, as: "ratio" },
  async measure(tools) {
    const proxies = await startProxies();
    const all: HttpClients[] = [];
    let asked = 0;
    let lines: number;
    let measured: Measured[];
    try {
      const contestants = [];
      for (const { name, pid, port } of proxies.servers) {
        const clients = await connectHttp(port, CLIENTS);
        all.push(clients);
        const run = async (seconds: number) => {
          const requests = await clients.keepAsking(seconds);
          if (name === BALANCER) asked += requests;
          return requests;
        };
        contestants.push({ name, pid, run });
      }
      measured = await cpuInTurns(contestants, tools);
    } finally {
      for (const clients of all) clients.close();
      lines = await proxies.close();
    }
    if (lines !== asked) throw new Error(`the access log has ${lines} lines for ${asked} requests`);
    return [...measured, ...proxies.absent];
  },
};
