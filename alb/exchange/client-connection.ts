import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";

/** Something under way on a client's connection. */
export interface Activity {
  /** No byte went either way for the idle timeout: rule R6.4. */
  idle(): void;
  /** What the client sends of it cannot be parsed. */
  malformed(status: number, reason: string): void;
}

/** A client's connection, from its first byte to its last. */
export interface ClientConnection {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
  /** Joins the lines of an access log: its field 30. */
  readonly traceId: string;
  /** Rule R6.6: fixed when the connection was made. */
  readonly closeAfterMs: number;
  /** Bytes in and out since the last time this was asked. */
  takeBytes(): { received: number; sent: number };
}

export function createClientConnection(socket: Socket, nowMs: number, keepAliveSeconds: number): ClientConnection {
  const taken = { received: 0, sent: 0 };
  return {
    socket,
    address: (socket.remoteAddress ?? "0.0.0.0").replace(/^::ffff:(?=\d+\.)/, ""),
    port: socket.remotePort ?? 0,
    traceId: `TID_${randomBytes(16).toString("hex")}`,
    closeAfterMs: nowMs + keepAliveSeconds * 1000,
    takeBytes() {
      const { bytesRead, bytesWritten } = socket;
      const bytes = { received: bytesRead - taken.received, sent: bytesWritten - taken.sent };
      taken.received = bytesRead;
      taken.sent = bytesWritten;
      return bytes;
    },
  };
}
