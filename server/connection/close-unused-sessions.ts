import type { ChatServer, ChatSocket } from "../chat-io.ts";

/**
 * Ends sessions that do not join the chat within `afterMs`: without stickiness every failed attempt leaves one behind.
 * Socket.IO's own time limit asks the client to close, and gives one that never polls 30 s more.
 */
export function closeUnusedSessions(io: ChatServer, afterMs: number): void {
  const timers = new Map<ChatSocket["conn"], NodeJS.Timeout>();
  // One listener for all sessions, and no timer of one that has joined: there are thousands of them.
  const forget = (session: ChatSocket["conn"]) => {
    clearTimeout(timers.get(session));
    timers.delete(session);
  };
  function closed(this: ChatSocket["conn"]) {
    forget(this);
  }
  io.engine.on("connection", (session: ChatSocket["conn"]) => {
    timers.set(
      session,
      setTimeout(() => session.close(true), afterMs),
    );
    session.on("close", closed);
  });
  io.on("connection", ({ conn }) => forget(conn));
}
