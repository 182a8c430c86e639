import { createEngineClient, type EngineClient } from "./engine-client.ts";
import { parseHandshake, type EngineProtocol, type OpenPacket } from "./engine-packets.ts";
import { headerValues, type Exchange } from "./exchange.ts";
import { explainUntestable } from "./explain-untestable.ts";
import { REFUSAL, refusalOf } from "./read-answer.ts";
import { recogniseOther } from "./recognise-other.ts";
import type { Sender } from "./sender.ts";
import { createVisitor } from "./visitor.ts";

/** How an endpoint introduced itself. */
export interface Greeting {
  exchange: Exchange;
  protocol: EngineProtocol;
  open: OpenPacket;
  /** Over which transport: WebSocket when the server refuses polling. */
  transport: "polling" | "websocket";
}

export interface Met {
  client: EngineClient;
  greeting: Greeting;
  /** Which of the places it was. */
  endpoint: URL;
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

/** Where some targets are another application, or down, one of these finds the right one. */
const ATTEMPTS = 4;
const MAX_REDIRECTS = 3;

/** Finds out what speaks at the first of these places where Engine.IO does. Throws `Untestable` when it is at none. */
export async function greet(sender: Sender, places: readonly URL[]): Promise<Met> {
  const failures: { place: URL; exchange: Exchange }[] = [];
  const queue = [...places];
  let redirects = 0;
  for (let place = queue.shift(); place; place = queue.shift()) {
    const met = await meetAt(sender, place);
    if ("greeting" in met) return met;
    failures.push({ place, exchange: met.exchange });
    const moved = redirectWithin(place, met.exchange);
    if (moved && redirects < MAX_REDIRECTS) {
      redirects += 1;
      queue.unshift(moved);
    }
    // Where nobody answers, other paths are not answered either.
    const { origin } = place;
    if (met.exchange.error !== null) queue.splice(0, queue.length, ...queue.filter((one) => one.origin !== origin));
  }
  const first = failures.find(({ exchange }) => exchange.error === null) ?? failures[0]!;
  for (let attempt = 1; attempt < ATTEMPTS && mayPass(first.exchange); attempt += 1) {
    const met = await meetAt(sender, first.place);
    if ("greeting" in met) return met;
  }
  await speaksTls(sender, first);
  const { status, error } = first.exchange;
  const other = error === null && status !== 429 ? await recogniseOther(sender, first.place) : null;
  throw new Untestable(other ?? explainUntestable(first.place, first.exchange), status);
}

/** A balancer with one dead or foreign target fails now and then: that is a finding, not the end. */
function mayPass({ status, errorCode }: Exchange): boolean {
  const isSettled = status === 401 || status === 403 || status === 429;
  return status === null ? errorCode === "ECONNRESET" : !isSettled;
}

async function meetAt(sender: Sender, endpoint: URL): Promise<Met | { exchange: Exchange }> {
  const modern = createEngineClient(sender, endpoint, 4);
  const exchange = await ask(modern);
  switch (refusalOf(exchange)?.code) {
    case REFUSAL.unknownTransport:
      return meetOverWebSocket(modern, endpoint, exchange);
    case REFUSAL.unsupportedProtocol: {
      const older = createEngineClient(sender, endpoint, 3);
      return met(older, endpoint, await ask(older));
    }
  }
  // Servers of Socket.IO 1 and 2 do not look at the revision that they are asked for.
  const spoken = exchange.status === 200 ? parseHandshake(exchange.body)?.protocol : undefined;
  return met(spoken === 3 ? createEngineClient(sender, endpoint, 3) : modern, endpoint, exchange);
}

function met(client: EngineClient, endpoint: URL, exchange: Exchange): Met | { exchange: Exchange } {
  const open = exchange.status === 200 ? parseHandshake(exchange.body)?.open : undefined;
  if (!open) return { exchange };
  return { client, endpoint, greeting: { exchange, protocol: client.protocol, open, transport: "polling" } };
}

async function meetOverWebSocket(client: EngineClient, endpoint: URL, refused: Exchange): Promise<Met> {
  const { exchange, connection, open } = await client.openWebSocket(createVisitor(client.url()));
  connection?.close();
  if (!open) {
    const why = exchange.error ?? `status ${exchange.status}`;
    throw new Untestable(
      `${client.url().origin} refuses polling (${refused.body.slice(0, 60)}), and no WebSocket opens either (${why})`,
      exchange.status,
    );
  }
  return { client, endpoint, greeting: { exchange, protocol: client.protocol, open, transport: "websocket" } };
}

async function ask(client: EngineClient): Promise<Exchange> {
  const visitor = createVisitor(client.url());
  const { exchange, open } = await client.handshake(visitor);
  if (open) await client.end(visitor, open.sid);
  return exchange;
}

/** Where a redirect of the same host leads: another path, a slash more or less, https. */
function redirectWithin(place: URL, exchange: Exchange): URL | null {
  const { status } = exchange;
  const location = headerValues(exchange, "location")[0];
  if (status === null || status < 300 || status >= 400 || location === undefined) return null;
  if (!URL.canParse(location, place)) return null;
  const target = new URL(location, place);
  if (target.hostname !== place.hostname || !/^https?:$/.test(target.protocol)) return null;
  target.search = place.search;
  return target.href === place.href ? null : target;
}

/** Where http was asked of a port that speaks TLS, that is what there is to say. */
async function speaksTls(sender: Sender, { place, exchange }: { place: URL; exchange: Exchange }): Promise<void> {
  if (place.protocol !== "http:") return;
  const { status, body, errorCode } = exchange;
  const isHint = status === 400 && /https/i.test(body);
  const isRubbish = status === null && errorCode !== null && /^(ECONNRESET|HPE_|EPIPE)/.test(errorCode);
  if (!isHint && !isRubbish) return;
  const secure = new URL(place);
  secure.protocol = "https:";
  // A URL that says port 80 by saying nothing has another port over https.
  if (place.port === "") secure.port = "80";
  const answer = await sender.send(createVisitor(secure), secure);
  const isTls = answer.status !== null || /CERT|SELF_SIGNED|UNABLE_TO_/.test(answer.errorCode ?? "");
  if (isTls) throw new Untestable(`${place.host} speaks TLS: say https://${place.host}`, status);
}
