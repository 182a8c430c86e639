import type { EngineClient } from "./engine-client.ts";
import type { Exchange } from "./exchange.ts";
import { isKnown, type Knowledge } from "./read-answer.ts";
import type { Visitor } from "./visitor.ts";

/** A session that stays open, so that it can be asked for by others. */
export interface EngineSession {
  sid: string;
  transport: "polling" | "websocket";
  visitor: Visitor;
  /** Ends it, as well as one can from here. */
  close(): Promise<void>;
}

/** Null, with the answer, when no session came of it. */
export async function openSession(
  client: EngineClient,
  visitor: Visitor,
  transport: EngineSession["transport"],
): Promise<{ session: EngineSession | null; exchange: Exchange }> {
  if (transport === "polling") {
    const { exchange, open } = await client.handshake(visitor);
    if (!open) return { session: null, exchange };
    const close = async () => void (await client.end(visitor, open.sid));
    return { session: { sid: open.sid, transport, visitor, close }, exchange };
  }
  const { exchange, connection, open } = await client.openWebSocket(visitor);
  const close = async () => connection?.close();
  if (open) return { session: { sid: open.sid, transport, visitor, close }, exchange };
  await close();
  return { session: null, exchange };
}

/** Whether a request of this visitor is led to the instance that has the session. */
export async function reaches(client: EngineClient, visitor: Visitor, session: EngineSession): Promise<Knowledge> {
  if (session.transport === "polling") return isKnown(await client.knock(visitor, session.sid));
  const { exchange, connection } = await client.offerUpgrade(visitor, session.sid);
  connection?.close();
  return isKnown(exchange);
}
