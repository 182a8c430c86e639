import { createEngineClient, type EngineClient } from "./engine-client.ts";
import { parseHandshake, parseRefusal, type EngineProtocol, type OpenPacket } from "./engine-packets.ts";
import type { Exchange } from "./exchange.ts";
import type { Sender } from "./sender.ts";
import { createVisitor } from "./visitor.ts";
import { explainUntestable } from "./explain-untestable.ts";

/** How an endpoint introduced itself. */
export interface Greeting {
  exchange: Exchange;
  protocol: EngineProtocol;
  open: OpenPacket;
  /** Over which transport: WebSocket when the server refuses polling. */
  transport: "polling" | "websocket";
}

/** There is nothing here that could be diagnosed; the message is a sentence. */
export class Untestable extends Error {
  override name = "Untestable";
  /** What was answered instead; null when nothing was. */
  readonly status: number | null;
  constructor(sentence: string, status: number | null) {
    super(sentence);
    this.status = status;
  }
}

const ATTEMPTS = 3;
const REFUSAL = { unknownTransport: 0, unsupportedProtocol: 5 };

/** Finds out what speaks here, and how. Throws `Untestable` when it is not Engine.IO. */
export async function greet(sender: Sender, endpoint: URL): Promise<{ client: EngineClient; greeting: Greeting }> {
  const modern = createEngineClient(sender, endpoint, 4);
  const exchange = await askUntilAnswered(modern);
  const refusal = parseRefusal(exchange.body);
  if (refusal?.code === REFUSAL.unknownTransport) return greetOverWebSocket(modern, exchange);
  if (refusal?.code === REFUSAL.unsupportedProtocol) {
    const older = createEngineClient(sender, endpoint, 3);
    return greeted(older, await askUntilAnswered(older));
  }
  // Servers of Socket.IO 1 and 2 do not look at the revision that they are asked for.
  const spoken = exchange.status === 200 ? parseHandshake(exchange.body)?.protocol : undefined;
  return greeted(spoken === 3 ? createEngineClient(sender, endpoint, 3) : modern, exchange);
}

function greeted(client: EngineClient, exchange: Exchange): { client: EngineClient; greeting: Greeting } {
  const open = exchange.status === 200 ? parseHandshake(exchange.body)?.open : undefined;
  if (!open) throw new Untestable(explainUntestable(client.url(), exchange), exchange.status);
  return { client, greeting: { exchange, protocol: client.protocol, open, transport: "polling" } };
}

async function greetOverWebSocket(client: EngineClient, refused: Exchange) {
  const { exchange, connection, open } = await client.openWebSocket(createVisitor(client.url()));
  connection?.close();
  if (!open) {
    const why = exchange.error ?? `status ${exchange.status}`;
    throw new Untestable(
      `${client.url().origin} refuses polling (${refused.body.slice(0, 60)}), and no WebSocket opens either (${why})`,
      exchange.status,
    );
  }
  const greeting: Greeting = { exchange, protocol: client.protocol, open, transport: "websocket" };
  return { client, greeting };
}

/** A balancer with one dead target fails now and then: that is a finding, not the end. */
async function askUntilAnswered(client: EngineClient): Promise<Exchange> {
  const visitor = createVisitor(client.url());
  let last: Exchange | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { exchange, open } = await client.handshake(visitor);
    if (open) await client.end(visitor, open.sid);
    const isPassing = (exchange.status ?? 0) >= 500 || exchange.errorCode === "ECONNRESET";
    if (!isPassing) return exchange;
    last = exchange;
  }
  return last!;
}
