import net from "node:net";
import type { Metrics } from "../observe/metrics.ts";

export interface ConnectToTarget {
  (target: { address: string; port: number }): net.Socket;
  /** Destroys every connection to a target, idle or not. */
  close(): void;
}

/** Opens connections to targets, and counts them: an ALB's connection metrics are of both legs (rule R9.3). */
export function createConnectToTarget(metrics: Metrics): ConnectToTarget {
  const sockets = new Set<net.Socket>();
  const connect = ({ address, port }: { address: string; port: number }) => {
    const socket = net.connect({ host: address, port, noDelay: true });
    let isOpen = false;
    sockets.add(socket);
    socket.once("connect", () => {
      isOpen = true;
      metrics.add("NewConnectionCount");
      metrics.add("ActiveConnectionCount");
    });
    socket.once("close", () => {
      sockets.delete(socket);
      if (isOpen) metrics.add("ActiveConnectionCount", -1);
    });
    return socket;
  };
  return Object.assign(connect, {
    close() {
      for (const socket of sockets) socket.destroy();
    },
  });
}
