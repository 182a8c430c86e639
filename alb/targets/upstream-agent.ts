import http from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ConnectToTarget } from "./connect-to-target.ts";

/** Idle connections to one target that are kept for the next request. */
const MAX_IDLE = 256;

/**
 * Rule R3.9: requests of many clients share keep-alive connections to the targets. Unlike Node's own agent it does not
 * obey a target's `Keep-Alive: timeout` hint: an ALB keeps the connection for its own idle timeout, so that a target which
 * closes earlier can close just as the next request leaves (rule R6.9).
 */
export class UpstreamAgent extends http.Agent {
  private readonly connectToTarget: ConnectToTarget;
  private readonly idleMs: () => number;

  constructor(connectToTarget: ConnectToTarget, idleMs: () => number) {
    super({ keepAlive: true, maxFreeSockets: MAX_IDLE, scheduling: "lifo" });
    this.connectToTarget = connectToTarget;
    this.idleMs = idleMs;
  }

  override createConnection({ host, port }: http.ClientRequestArgs): Socket {
    return this.connectToTarget({ address: host!, port: Number(port) });
  }

  // Node's agent destroys an idle connection whose time is out.
  override keepSocketAlive(socket: Duplex): boolean {
    (socket as Socket).setTimeout(this.idleMs());
    (socket as Socket).unref();
    return true;
  }

  override reuseSocket(socket: Duplex, request: http.ClientRequest): void {
    super.reuseSocket(socket, request);
    (socket as Socket).setTimeout(0);
  }

  /** Ends the idle connections to a target that is gone. */
  forget({ address, port }: { address: string; port: number }): void {
    const name = this.getName({ host: address, port });
    for (const socket of this.freeSockets[name] ?? []) socket.destroy();
  }
}
