import type { Server as Engine, Socket as Connection } from "engine.io";

/** What engine.io has no public name for. */
interface Waiting {
  writeBuffer: unknown[];
  transport: { socket?: { terminate?: () => void } };
}

interface SlowReaderOptions {
  /** Packets that may wait. */
  maxPackets: number;
  everyMs?: number;
  onShed: (connection: Connection, packets: number) => void;
}

/**
 * Cuts off connections for which more than `maxPackets` packets waited at two looks in a row. A client that answers
 * heartbeats but reads nothing would never time out and its packets would fill the memory. Looking once a second costs
 * a message nothing. Returns the function that ends it.
 */
export function shedSlowReaders(
  engine: Engine,
  { maxPackets, everyMs = 1_000, onShed }: SlowReaderOptions,
): () => void {
  let behind = new Set<Connection>();
  const timer = setInterval(() => {
    const stillBehind = new Set<Connection>();
    for (const connection of Object.values((engine as unknown as { clients: Record<string, Connection> }).clients)) {
      const { writeBuffer, transport } = connection as unknown as Waiting;
      if (writeBuffer.length <= maxPackets) continue;
      if (!behind.has(connection)) {
        stillBehind.add(connection);
        continue;
      }
      onShed(connection, writeBuffer.length);
      // A closing handshake would wait behind everything that is not being read.
      transport.socket?.terminate?.();
      connection.close(true);
    }
    behind = stillBehind;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
