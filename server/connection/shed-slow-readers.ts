import type { ChatServer, ChatSocket } from "../chat-io.ts";
import { waitingBytes } from "./waiting-bytes.ts";

type Connection = ChatSocket["conn"];

/** What Engine.IO has, but not in its types. */
interface Terminable {
  transport: { socket?: { terminate?: () => void } };
}

interface SlowReaderOptions {
  /** Bytes that may wait for one connection. */
  maxBytes: number;
  /** Bytes that may wait for all connections together. */
  maxTotalBytes: number;
  everyMs?: number;
  onShed: (bytes: number, why: "slow reader" | "too much waits in total") => void;
}

/**
 * Cuts off connections for which more than `maxBytes` waited at two looks in a row, and at once those with the most
 * waiting bytes while more than `maxTotalBytes` wait for all. A client that answers heartbeats but reads nothing would
 * never time out, and its packets would fill the memory. Looking once a second costs a message nothing.
 */
export function shedSlowReaders(engine: ChatServer["engine"], options: SlowReaderOptions) {
  const { maxBytes, maxTotalBytes, everyMs = 1_000, onShed } = options;
  let behind = new Set<Connection>();
  let total = 0;

  function cutOff(connection: Connection) {
    // In this order: a closing handshake would wait behind everything that is not being read; `close` takes no
    // packets any more; and the discarding one does not wait for those that are there.
    (connection as unknown as Terminable).transport.socket?.terminate?.();
    connection.close();
    connection.close(true);
  }

  function look() {
    const waiting = new Map<Connection, number>();
    const { clients } = engine as unknown as { clients: Record<string, Connection> };
    total = 0;
    for (const connection of Object.values(clients)) {
      const bytes = connection.readyState === "open" ? waitingBytes(connection) : 0;
      total += bytes;
      if (bytes > 0) waiting.set(connection, bytes);
    }
    const stillBehind = new Set<Connection>();
    for (const [connection, bytes] of waiting) {
      if (bytes <= maxBytes) continue;
      if (!behind.has(connection)) {
        stillBehind.add(connection);
        continue;
      }
      onShed(bytes, "slow reader");
      cutOff(connection);
      waiting.delete(connection);
      total -= bytes;
    }
    behind = stillBehind;
    if (total <= maxTotalBytes) return;
    for (const [connection, bytes] of [...waiting].sort(([, a], [, b]) => b - a)) {
      if (total <= maxTotalBytes) break;
      onShed(bytes, "too much waits in total");
      cutOff(connection);
      total -= bytes;
    }
  }

  const timer = setInterval(look, everyMs).unref();
  return {
    /** Bytes that waited for all connections at the last look. */
    waiting: (): number => total,
    close: (): void => clearInterval(timer),
  };
}
