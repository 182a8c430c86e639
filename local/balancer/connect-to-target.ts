import net from "node:net";
import type { Metrics } from "./metrics.ts";

export type ConnectToTarget = (target: { address: string; port: number }) => net.Socket;

/** Opens connections to targets, and counts them: an ALB's connection metrics are of both legs (rule R9.3). */
export function createConnectToTarget(metrics: Metrics): ConnectToTarget {
  return ({ address, port }) => {
    const socket = net.connect({ host: address, port, noDelay: true });
    let isOpen = false;
    socket.once("connect", () => {
      isOpen = true;
      metrics.add("NewConnectionCount");
      metrics.add("ActiveConnectionCount");
    });
    socket.once("close", () => {
      if (isOpen) metrics.add("ActiveConnectionCount", -1);
    });
    return socket;
  };
}
