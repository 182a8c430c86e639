import { setTimeout as sleep } from "node:timers/promises";
import type { EngineClient, EngineSocket } from "../../wire/engine-client.ts";
import type { Greeting } from "../../wire/greet.ts";
import { isKnown } from "../../wire/read-answer.ts";
import { createVisitor, type Visitor } from "../../wire/visitor.ts";
import type { Evidence, WebSocketRun } from "../evidence.ts";

const RUNS: readonly Pick<WebSocketRun, "kind" | "hasJar">[] = [
  { kind: "direct", hasJar: true },
  { kind: "upgrade", hasJar: true },
  { kind: "direct", hasJar: false },
  { kind: "upgrade", hasJar: false },
  { kind: "direct", hasJar: true },
  { kind: "upgrade", hasJar: true },
];
const HELD = 12;
/** A worker's message to its primary takes as long as both are busy. */
const PAUSES_MS = [0, 100, 400, 1500, 3000];
const GONE_MS = 50;
/** How often an upgrade is tried that is answered 101 and then not: each try takes its time. */
const TRIES = 4;
/** As long may a busy server take to answer; what comes later is not called lost by a wait that was too short. */
const BUSY_MS = 2500;
/** Of two instances without affinity, one upgrade in eight is known as often by chance. */
const ROUNDS_AFTERWARDS = 3;

export interface WebSocketProbeOptions {
  transport: Greeting["transport"];
  /** Brings a visitor to the page first, as browsers come. */
  arrive(visitor: Visitor): Promise<void>;
  /** Something leads requests to their session: an upgrade that fails may hold at another try, and is tried again. */
  isLed: boolean;
  /** No poll brought an answer to what was asked: whether a WebSocket does. */
  asks: boolean;
  /** Takes each as soon as it is known. */
  take(run: WebSocketRun): void;
}

/** WebSockets from the start, and some that a polling session moves to; with and without cookies. */
export async function probeWebSockets(
  client: EngineClient,
  { transport, arrive, isLed, asks, take }: WebSocketProbeOptions,
): Promise<void> {
  await Promise.all(
    RUNS.filter(({ kind }) => kind === "direct" || transport === "polling").map(async ({ kind, hasJar }) => {
      const visitor = createVisitor(client.url(), { hasJar });
      if (hasJar) await arrive(visitor);
      take(
        kind === "direct"
          ? await connect(client, visitor, { hasJar, asks })
          : await upgrade(client, visitor, { hasJar, asksAgain: isLed }),
      );
    }),
  );
}

async function connect(
  client: EngineClient,
  visitor: Visitor,
  { hasJar, asks }: { hasJar: boolean; asks: boolean },
): Promise<WebSocketRun> {
  const socket = await client.openWebSocket(visitor);
  const answeredAfter = asks && socket.speaks ? await ask(client, socket) : null;
  return { ...finish({ kind: "direct", hasJar, failedFirst: null }, socket), answeredAfter };
}

/** Milliseconds until the answer to what is asked of all sessions; null: none in time. */
async function ask(client: EngineClient, { connection }: EngineSocket): Promise<number | null> {
  const askedAt = performance.now();
  connection?.send(client.question);
  const answer = (await connection?.next(client.timeoutMs)) ?? null;
  return answer === null ? null : performance.now() - askedAt;
}

async function upgrade(
  client: EngineClient,
  visitor: Visitor,
  { hasJar, asksAgain }: { hasJar: boolean; asksAgain: boolean },
): Promise<WebSocketRun> {
  const { exchange, open } = await client.handshake(visitor);
  if (!open)
    return {
      kind: "upgrade",
      hasJar,
      exchange,
      speaks: false,
      failedFirst: null,
      answeredAfter: null,
      closeCode: null,
    };
  const socket = await openUpgrade(client, visitor, open.sid);
  const failure = asksAgain ? failureOf(socket) : null;
  if (!failure) return endUpgraded(client, visitor, open.sid, socket, { hasJar, failedFirst: null });
  const first = finish({ kind: "upgrade", hasJar, failedFirst: null }, socket);
  let again: EngineSocket | null = null;
  if (failure === "unanswered") {
    await sleep(GONE_MS);
    again = await upgradeWhenFree(client, visitor, open.sid, PAUSES_MS.slice(0, TRIES - 1));
  } else if (await isKnownSoon(client, visitor, open.sid)) {
    again = await upgradeWhenFree(client, visitor, open.sid, PAUSES_MS);
  }
  if (again) return endUpgraded(client, visitor, open.sid, again, { hasJar, failedFirst: failure });
  await client.end(visitor, open.sid);
  return first;
}

/** An upgrade that may be tried again, so that no single try takes all the time that an answer may. */
function openUpgrade(client: EngineClient, visitor: Visitor, sid: string): Promise<EngineSocket> {
  const answerWithinMs = Math.min(client.timeoutMs, Math.max(client.timeoutMs / TRIES, BUSY_MS));
  return client.openWebSocket(visitor, sid, { answerWithinMs });
}

/**
 * Unanswered: 101, so the session was known, and then not a word. The primary of @socket.io/sticky does that where it is
 * busy: Node goes on reading from a connection that it hands to a worker, and throws away what comes until the worker
 * has said that it has it (`net.Socket` in lib/internal/child_process.js), the first packet after 101 included.
 */
function failureOf({ exchange, speaks }: EngineSocket): WebSocketRun["failedFirst"] {
  if (speaks) return null;
  if (exchange.status === 101) return "unanswered";
  return isKnown(exchange) === "unknown" ? "unknown" : null;
}

async function endUpgraded(
  client: EngineClient,
  visitor: Visitor,
  sid: string,
  socket: EngineSocket,
  what: Pick<WebSocketRun, "hasJar" | "failedFirst">,
): Promise<WebSocketRun> {
  // From here on the session is over the WebSocket, and ends with it.
  if (socket.speaks) socket.connection?.send("5");
  else await client.end(visitor, sid);
  return finish({ kind: "upgrade", ...what }, socket);
}

/** Whether a session whose upgrade was refused is known a moment later, and from then on each time. */
async function isKnownSoon(client: EngineClient, visitor: Visitor, sid: string): Promise<boolean> {
  const ask = async () => {
    const { exchange, connection } = await client.offerUpgrade(visitor, sid);
    connection?.close();
    // Engine.IO takes one upgrade at a time, and has to see that this one is over.
    if (connection) await sleep(GONE_MS);
    return isKnown(exchange);
  };
  for (const pause of PAUSES_MS) {
    await sleep(pause);
    if ((await ask()) !== "known") continue;
    for (let round = 0; round < ROUNDS_AFTERWARDS; round += 1) if ((await ask()) !== "known") return false;
    return true;
  }
  return false;
}

/** Engine.IO closes an upgrade at once while it still sees the one before. Null when none went through. */
async function upgradeWhenFree(
  client: EngineClient,
  visitor: Visitor,
  sid: string,
  pauses: readonly number[],
): Promise<EngineSocket | null> {
  for (const pause of pauses) {
    await sleep(pause);
    const socket = await openUpgrade(client, visitor, sid);
    if (socket.speaks) return socket;
    socket.connection?.close();
    if (isKnown(socket.exchange) !== "known") return null;
  }
  return null;
}

function finish(
  what: Pick<WebSocketRun, "kind" | "hasJar" | "failedFirst">,
  { exchange, connection, speaks }: EngineSocket,
): WebSocketRun {
  const closeCode = connection?.closeCode() ?? null;
  connection?.close();
  return { ...what, exchange, speaks, answeredAfter: null, closeCode };
}

/** WebSockets held open together, each asked for a sign of life when all are there. */
export async function holdWebSockets(client: EngineClient): Promise<NonNullable<Evidence["heldSockets"]>> {
  const sockets = await Promise.all(
    Array.from({ length: HELD }, () => client.openWebSocket(createVisitor(client.url(), { hasJar: true }))),
  );
  try {
    const alive = await Promise.all(
      sockets.map(async ({ connection, open }) => {
        if (!connection || !open || connection.closeCode() !== null) return false;
        connection.send(client.question);
        const answer = await connection.next(client.timeoutMs);
        // A server that is not Socket.IO's says nothing, and stays.
        return answer !== null || connection.closeCode() === null;
      }),
    );
    return {
      of: HELD,
      opened: sockets.filter(({ open }) => open !== null).length,
      alive: alive.filter(Boolean).length,
    };
  } finally {
    for (const { connection } of sockets) connection?.close();
  }
}
