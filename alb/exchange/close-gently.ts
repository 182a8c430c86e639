import type { Socket } from "node:net";

/** How long a peer has to end its side after we have ended ours. */
export const LINGER_MS = 2_000;

/**
 * Ends our side and throws away what still comes, until the peer ends its own or the time is out. A connection that is
 * closed with bytes unread is reset by the kernel, and a reset can take our last answer with it.
 */
export function closeGently(socket: Socket): void {
  if (socket.destroyed) return;
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
