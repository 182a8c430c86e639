import type { ChatServer, ChatSocket } from "../chat-io.ts";
import { whenClosed } from "./when-closed.ts";

/**
 * Ends sessions that do not join the chat within `afterMs`: without stickiness every failed attempt leaves one behind.
 * Socket.IO's own time limit asks the client to close, and gives one that never polls 30 s more.
 */
export function closeUnusedSessions(io: ChatServer, afterMs: number): void {
  const timers = new Map<ChatSocket["conn"], NodeJS.Timeout>();
  const forget = (session: ChatSocket["conn"]) => {
    clearTimeout(timers.get(session));
    timers.delete(session);
  };
  io.engine.on("connection", (session: ChatSocket["conn"]) => {
    timers.set(
      session,
      setTimeout(() => session.close(true), afterMs),
    );
  });
  whenClosed(io.engine, forget);
  io.on("connection", ({ conn }) => forget(conn));
}
