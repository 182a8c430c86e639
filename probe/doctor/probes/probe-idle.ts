import type { IdleRun } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import type { OpenPacket } from "../../wire/engine-packets.ts";
import { isKnown } from "../../wire/read-answer.ts";
import { createVisitor } from "../../wire/visitor.ts";
import type { EngineConnection } from "../../wire/web-socket.ts";

/** A ping that is this much late will not come. */
const SLACK_MS = 5000;
/** Who refuses a poll does it at once; a timeout on the way takes longer. */
const NO_SILENCE_S = 0.5;
const PING = "2";
/** Joins the main namespace, as every client does: Socket.IO closes a session that joins none. */
const JOIN = "40";

/** Milliseconds that it may take. */
export function idleWaitMs({ pingInterval }: Pick<OpenPacket, "pingInterval">): number {
  return pingInterval + SLACK_MS;
}

/**
 * Says nothing until a ping is due, over a WebSocket and in a held poll. With Engine.IO 4 the server pings, with 3 the
 * client, so there this ends the silence itself.
 */
export async function probeIdle(client: EngineClient, transports: readonly IdleRun["transport"][]): Promise<IdleRun[]> {
  const runs = await Promise.all(
    transports.map((transport) => (transport === "websocket" ? waitOnWebSocket(client) : waitInPoll(client))),
  );
  return runs.filter((run) => run !== null);
}

async function waitOnWebSocket(client: EngineClient): Promise<IdleRun | null> {
  const { connection, open } = await client.openWebSocket(createVisitor(client.url(), { hasJar: true }));
  if (!connection || !open) {
    connection?.close();
    return null;
  }
  try {
    const silence = startSilence("websocket");
    if (client.protocol === 4) connection.send(JOIN);
    const isAlive = await hears(
      connection,
      PING,
      client.protocol === 3 ? open.pingInterval : idleWaitMs(open),
      silence,
    );
    if (isAlive) return silence.end("alive", "the server's ping came");
    if (client.protocol === 3 && connection.closeCode() === null) {
      connection.send(PING);
      const seconds = silence.seconds();
      if (await hears(connection, "3", SLACK_MS, silence)) {
        return { ...silence.end("alive", "our ping was answered"), seconds };
      }
    }
    const code = connection.closeCode();
    if (code === null) return silence.end("silent", "neither a ping nor an end");
    if (code === 1006) return silence.end("cut", "the connection ended without a Close frame (1006)");
    return silence.end("closed", `the server closed it (${code})`);
  } finally {
    connection.close();
  }
}

/** Whether this packet comes in time; what the application sends meanwhile ends the silence, and a new one begins. */
async function hears(
  connection: EngineConnection,
  wanted: string,
  forMs: number,
  silence: ReturnType<typeof startSilence>,
): Promise<boolean> {
  const deadline = performance.now() + forMs;
  for (;;) {
    const packet = await connection.next(Math.max(1, deadline - performance.now()));
    if (packet === wanted) return true;
    if (packet === null) return false;
    silence.restart();
  }
}

async function waitInPoll(client: EngineClient): Promise<IdleRun | null> {
  const visitor = createVisitor(client.url(), { hasJar: true });
  const { open } = await client.handshake(visitor);
  if (!open) return null;
  const deadline = performance.now() + idleWaitMs(open);
  if (client.protocol === 4 && isKnown(await client.post(visitor, open.sid, JOIN)) !== "known") return null;
  const silence = startSilence("polling");
  const timer = setTimeout(() => {
    if (client.protocol === 3) client.knock(visitor, open.sid).catch(() => {});
  }, open.pingInterval);
  try {
    for (;;) {
      const polled = await client.poll(visitor, open.sid, {
        timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())),
      });
      const knowledge = isKnown(polled);
      if (knowledge === "unknown") return null;
      if (polled.errorCode === "TIMEOUT") return silence.end("silent", "the poll was never answered");
      // Our own time limit, or an answer that no silence has earned.
      if (polled.errorCode === "CUT") return null;
      if (knowledge === "failed" && polled.status !== null && silence.seconds() < NO_SILENCE_S) return null;
      if (knowledge === "failed")
        return silence.end("cut", polled.error ?? `the poll was answered with ${polled.status}`);
      const packets = client.decode(polled.body);
      if (packets.includes("1")) return silence.end("closed", "the server closed the session");
      if (packets.includes(client.protocol === 3 ? "3" : PING)) {
        await client.end(visitor, open.sid);
        return silence.end("alive", "the poll was answered with a ping");
      }
      silence.restart();
    }
  } finally {
    clearTimeout(timer);
  }
}

function startSilence(transport: IdleRun["transport"]) {
  let begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  return {
    seconds,
    restart: () => void (begun = performance.now()),
    end: (outcome: IdleRun["outcome"], detail: string): IdleRun => ({ transport, outcome, seconds: seconds(), detail }),
  };
}
