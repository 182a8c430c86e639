import type { ChatServer, ChatSocket } from "../chat-io.ts";

/**
 * Ends sessions that do not join the chat within `afterMs`: without stickiness every failed attempt leaves one behind.
 * Socket.IO's own time limit asks the client to close, and gives one that never polls 30 s more.
 */
export function closeUnusedSessions(io: ChatServer, afterMs: number): void {
  const timers = new WeakMap<ChatSocket["conn"], NodeJS.Timeout>();
  io.engine.on("connection", (session: ChatSocket["conn"]) => {
    const timer = setTimeout(() => session.close(true), afterMs);
    timers.set(session, timer);
    session.once("close", () => clearTimeout(timer));
  });
  io.on("connection", ({ conn }) => clearTimeout(timers.get(conn)));
}
