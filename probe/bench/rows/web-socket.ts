import { connectEcho } from "../echo-load.ts";
import { cpuInTurns } from "../in-turns.ts";
import { BALANCER, HAPROXY, startProxies } from "../peers.ts";
import type { Row } from "../row.ts";

const CLIENTS = 32;

export const webSocket: Row = {
  name: "web-socket",
  title: "a WebSocket message of 100 B there and back, 32 clients",
  unit: "µs CPU",
  base: HAPROXY,
  goal: { contestant: BALANCER, atMost: 1.1, as: "ratio" },
  async measure(tools) {
    const proxies = await startProxies();
    const all: { close(): void }[] = [];
    try {
      const contestants = [];
      for (const { name, pid, port } of proxies.servers) {
        const clients = await connectEcho(port, CLIENTS);
        all.push(clients);
        contestants.push({ name, pid, run: clients.keepSending });
      }
      return [...(await cpuInTurns(contestants, tools)), ...proxies.absent];
    } finally {
      for (const clients of all) clients.close();
      await proxies.close();
    }
  },
};
