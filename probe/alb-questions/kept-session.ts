import type { EngineClient } from "../wire/engine-client.ts";
import { createVisitor } from "../wire/visitor.ts";
import type { EngineConnection } from "../wire/web-socket.ts";

const SESSIONS = 6;

/** A session that lasts while a person changes the load balancer: one of polling would be given up within a minute. */
export interface KeptSession {
  sid: string;
  /** The Cookie header that leads to its instance. */
  cookie: string;
  connection: EngineConnection;
}

/** A visitor's WebSocket beside the cookie that it follows; null when there is no cookie AWSALB, or no WebSocket. */
export async function keepSession(client: EngineClient): Promise<KeptSession | null> {
  const visitor = createVisitor(client.url(), { hasJar: true });
  await client.handshake(visitor);
  const [cookie] = /AWSALB=[^;]+/.exec(visitor.jar!.header(client.url())) ?? [];
  const { connection, open } = await client.openWebSocket(visitor);
  if (cookie === undefined || !connection || !open) {
    connection?.close();
    return null;
  }
  // Joined as every client: Socket.IO closes what joins no namespace.
  connection.send("40");
  return { sid: open.sid, cookie, connection };
}

/** Holds several, which an even load balancer spreads over all targets, and ends them when `use` is done. */
export async function withSessions<T>(
  client: EngineClient,
  use: (sessions: readonly KeptSession[]) => Promise<T>,
): Promise<T> {
  const sessions: KeptSession[] = [];
  try {
    for (let tries = 0; tries < SESSIONS; tries += 1) {
      const session = await keepSession(client);
      if (session) sessions.push(session);
    }
    return await use(sessions);
  } finally {
    for (const { connection } of sessions) connection.close();
  }
}
