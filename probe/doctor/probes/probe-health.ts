import type { HealthEvidence } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { parseHandshake } from "../../wire/engine-packets.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Sender } from "../../wire/sender.ts";
import { createVisitor } from "../../wire/visitor.ts";

/** Asks for the health path twice, as one who keeps no cookies. */
export async function probeHealth(sender: Sender, client: EngineClient, path: string): Promise<HealthEvidence> {
  const visitor = createVisitor(client.url());
  const ask = async (): Promise<Exchange> => {
    const exchange = await sender.send(visitor, new URL(path, client.url().origin));
    const created = exchange.status === 200 ? parseHandshake(exchange.body) : null;
    if (created) await client.end(visitor, created.open.sid);
    return exchange;
  };
  return { exchanges: [await ask(), await ask()] };
}
