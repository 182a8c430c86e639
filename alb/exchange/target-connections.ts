import type { Metrics } from "../observe/metrics.ts";
import type { ForwardTarget } from "./route-decision.ts";
import { TargetConnection, type ConnectionPool } from "./target-connection.ts";

/** Idle connections to one target that are kept for the next request. */
const MAX_IDLE = 256;

export interface TargetConnectionsOptions {
  metrics: Metrics;
  /** Rule R6.4: for how long a connection may be idle. */
  idleMs: () => number;
  /** Rule R6.10: how long a target has to take a connection. */
  connectTimeoutMs: number;
}

/**
 * Rule R3.9: the connections to all targets. Requests of many clients share those that are kept. A target's `Keep-Alive:
 * timeout` hint is not obeyed: an ALB keeps a connection for its own idle timeout, so that a target which closes earlier
 * can close just as the next request leaves (rule R6.9). Both legs count as connections (rule R9.3).
 */
export function createTargetConnections({ metrics, idleMs, connectTimeoutMs }: TargetConnectionsOptions) {
  const all = new Set<TargetConnection>();
  const idle = new Map<ForwardTarget, TargetConnection[]>();

  const pool: ConnectionPool = {
    release(connection) {
      const kept = idle.get(connection.target);
      if (!kept) idle.set(connection.target, [connection]);
      else if (kept.length < MAX_IDLE) kept.push(connection);
      else connection.destroy();
    },
    discard(connection) {
      const kept = idle.get(connection.target);
      const at = kept ? kept.indexOf(connection) : -1;
      if (at >= 0) kept!.splice(at, 1);
    },
  };

  function open(target: ForwardTarget): TargetConnection {
    const connection = new TargetConnection(target, pool);
    const { socket } = connection;
    all.add(connection);
    let isOpen = false;
    const timer = setTimeout(() => connection.fail(504, "no connection to the target in time"), connectTimeoutMs);
    socket.once("connect", () => {
      isOpen = true;
      clearTimeout(timer);
      metrics.counts.NewConnectionCount += 1;
      metrics.counts.ActiveConnectionCount += 1;
    });
    socket.once("close", () => {
      clearTimeout(timer);
      all.delete(connection);
      if (isOpen) metrics.counts.ActiveConnectionCount -= 1;
    });
    socket.setTimeout(idleMs());
    socket.on("timeout", () => {
      if (!connection.isBusy) connection.destroy();
    });
    return connection;
  }

  return {
    /** One that is kept, the newest first, or a new one. */
    take: (target: ForwardTarget): TargetConnection => idle.get(target)?.pop() ?? open(target),
    /** A new one. An upgrade needs it: Engine.IO leaves one that it does not know open where other answers went before. */
    open,
    /** Ends the idle connections to a target that is gone. */
    forget(target: ForwardTarget): void {
      for (const connection of idle.get(target)?.slice() ?? []) connection.destroy();
      idle.delete(target);
    },
    /** A changed idle timeout is meant for the connections that are open already, too. */
    refreshIdleTimeout(): void {
      for (const { socket } of all) socket.setTimeout(idleMs());
    },
    /** Destroys every connection, idle or not. */
    close(): void {
      for (const { socket } of all) socket.destroy();
    },
  };
}

export type TargetConnections = ReturnType<typeof createTargetConnections>;
