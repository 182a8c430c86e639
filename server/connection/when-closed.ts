import type { ChatServer, ChatSocket } from "../chat-io.ts";

type Connection = ChatSocket["conn"];
type Listener = (connection: Connection) => void;

const listenersOf = new WeakMap<ChatServer["engine"], Listener[]>();

/** Calls back with each connection that has closed. One listener of the connection serves all who ask: there are thousands. */
export function whenClosed(engine: ChatServer["engine"], listener: Listener): void {
  const known = listenersOf.get(engine);
  if (known) {
    known.push(listener);
    return;
  }
  const listeners = [listener];
  listenersOf.set(engine, listeners);
  function closed(this: Connection) {
    for (const each of listeners) each(this);
  }
  engine.on("connection", (connection: Connection) => connection.on("close", closed));
}
