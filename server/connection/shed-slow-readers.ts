import type { ChatServer, ChatSocket } from "../chat-io.ts";

type Connection = ChatSocket["conn"];

/** What Engine.IO has, but not in its types. */
interface Waiting {
  writeBuffer: unknown[];
  transport: { socket?: { terminate?: () => void } };
}

interface SlowReaderOptions {
  /** Packets that may wait. */
  maxPackets: number;
  everyMs?: number;
  onShed: (packets: number) => void;
}

/**
 * Cuts off connections for which more than `maxPackets` packets waited at two looks in a row. A client that answers
 * heartbeats but reads nothing would never time out, and its packets would fill the memory. Looking once a second
 * costs a message nothing. Returns the function that ends it.
 */
export function shedSlowReaders(
  engine: ChatServer["engine"],
  { maxPackets, everyMs = 1_000, onShed }: SlowReaderOptions,
): () => void {
  let behind = new Set<Connection>();
  const timer = setInterval(() => {
    const stillBehind = new Set<Connection>();
    const { clients } = engine as unknown as { clients: Record<string, Connection> };
    for (const connection of Object.values(clients)) {
      const { writeBuffer, transport } = connection as unknown as Waiting;
      if (connection.readyState !== "open" || writeBuffer.length <= maxPackets) continue;
      if (!behind.has(connection)) {
        stillBehind.add(connection);
        continue;
      }
      onShed(writeBuffer.length);
      // In this order: a closing handshake would wait behind everything that is not being read; `close` takes no
      // packets any more; and the discarding one does not wait for those that are there.
      transport.socket?.terminate?.();
      connection.close();
      connection.close(true);
    }
    behind = stillBehind;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
