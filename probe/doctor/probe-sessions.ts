import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { createBrowserJar } from "./browser-jar.ts";
import { isKnown, type EngineClient, type Visitor } from "./engine-client.ts";
import type { SessionRun } from "./evidence.ts";
import type { Exchange } from "./exchange.ts";

const ROUNDS = 3;

export interface SessionKind {
  hasJar: boolean;
  connection: SessionRun["connection"];
  /** A browser that knows but this one cookie. */
  onlyCookie?: string;
}

export const SESSION_KINDS: SessionKind[] = [
  { hasJar: true, connection: "fresh" },
  { hasJar: true, connection: "kept" },
  { hasJar: false, connection: "fresh" },
  { hasJar: false, connection: "kept" },
];

/**
 * One session from handshake to close. On fresh connections a poll waits while a post is made, as with real clients,
 * so that a balancer which counts outstanding requests shows itself; on a kept connection they take turns.
 */
export async function probeSession(client: EngineClient, kind: SessionKind): Promise<SessionRun> {
  const { hasJar, connection, onlyCookie } = kind;
  const agent = connection === "kept" ? keptConnection(client.url({})) : null;
  const jar = hasJar ? createBrowserJar(onlyCookie === undefined ? {} : { only: onlyCookie }) : null;
  const visitor: Visitor = { jar, agent };
  const run: SessionRun = { hasJar, connection, hasSurvived: false, answered: 0, death: null };
  try {
    const { exchange, open } = await client.handshake(visitor);
    if (!open) return { ...run, death: exchange };
    for (let round = 0; round < ROUNDS; round++) {
      const death = await (agent ? askThenPoll : pollWhileAsking)(client, visitor, open.sid);
      if (death) return { ...run, death };
      run.answered += 2;
    }
    await client.end(visitor, open.sid);
    return { ...run, hasSurvived: true };
  } finally {
    agent?.destroy();
  }
}

async function askThenPoll(client: EngineClient, visitor: Visitor, sid: string): Promise<Exchange | null> {
  const asked = await client.ask(visitor, sid);
  if (!isKnown(asked)) return asked;
  const polled = await client.poll(visitor, sid);
  return isKnown(polled) ? null : polled;
}

async function pollWhileAsking(client: EngineClient, visitor: Visitor, sid: string): Promise<Exchange | null> {
  const sent = Promise.withResolvers<void>();
  const poll = client.poll(visitor, sid, sent.resolve);
  await Promise.race([sent.promise, poll]);
  // The poll should be at the balancer before the post is.
  await sleep(5);
  const asked = await client.ask(visitor, sid);
  if (!isKnown(asked)) {
    await poll;
    return asked;
  }
  const polled = await poll;
  return isKnown(polled) ? null : polled;
}

/** An agent with a single connection, which it keeps. */
function keptConnection({ protocol }: URL): http.Agent {
  return new (protocol === "https:" ? https : http).Agent({ keepAlive: true, maxSockets: 1 });
}
