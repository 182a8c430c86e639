import { setTimeout as sleep } from "node:timers/promises";
import type { ChatServer } from "../chat-io.ts";

/**
 * Closes every connection, evenly spread over nine tenths of `drainMs` so that they do not all arrive elsewhere at
 * once. Ends as soon as there is none left, at the latest after `drainMs`. Clients see `transport close` and come
 * back; after `socket.disconnect()` they would not.
 */
export async function drainConnections(io: ChatServer, drainMs: number, signal: AbortSignal): Promise<void> {
  const connections = [...io.of("/").sockets.values()].map((socket) => socket.conn);
  const startedAt = performance.now();
  const until = (ms: number) => sleep(Math.max(0, startedAt + ms - performance.now()), undefined, { signal });
  try {
    for (const [index, connection] of connections.entries()) {
      await until((drainMs * 0.9 * (index + 1)) / connections.length);
      connection.close();
    }
    // What is left now reads slowly, or came in before the balancer knew.
    while (io.engine.clientsCount > 0 && performance.now() - startedAt < drainMs)
      await until(Math.min(drainMs, performance.now() - startedAt + 50));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
