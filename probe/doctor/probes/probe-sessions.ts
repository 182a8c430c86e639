import { setTimeout as sleep } from "node:timers/promises";
import type { SessionRun } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { isKnown } from "../../wire/is-known.ts";
import { createVisitor, type Visitor } from "../../wire/visitor.ts";

const ROUNDS = 3;
/** So that a held poll is at the balancer before the post that ends it. */
const HEAD_START_MS = 10;

export interface SessionKind {
  hasJar: boolean;
  connection: SessionRun["connection"];
}

export const SESSION_KINDS: readonly SessionKind[] = [
  { hasJar: true, connection: "fresh" },
  { hasJar: false, connection: "fresh" },
  { hasJar: true, connection: "kept" },
  { hasJar: false, connection: "kept" },
];

export interface SessionProbeOptions {
  /** Of a browser that keeps but this cookie. */
  onlyCookie?: string;
  /** Only post: a server that speaks Engine.IO, but not Socket.IO, does not answer what is asked of it. */
  isSilent?: boolean;
}

/**
 * One session from handshake to close. On fresh connections a poll waits while a post is made, as with real clients,
 * so that a balancer which counts outstanding requests shows itself; on a kept connection they take turns.
 */
export async function probeSession(
  client: EngineClient,
  kind: SessionKind,
  { onlyCookie, isSilent = false }: SessionProbeOptions = {},
): Promise<SessionRun> {
  const visitor = createVisitor(client.url(), { ...kind, ...(onlyCookie !== undefined && { onlyCookie }) });
  const run: SessionRun = {
    hasJar: kind.hasJar,
    connection: kind.connection,
    outcome: "survived",
    answered: 0,
    death: null,
    isSilent,
    heldPollDelays: [],
    answerTimes: [],
  };
  try {
    const { exchange, open } = await client.handshake(visitor);
    if (!open) return { ...run, outcome: "failed", death: exchange };
    for (let count = 0; count < ROUNDS; count += 1) {
      const round = run.isSilent ? knockTwice : kind.connection === "kept" ? askThenPoll : pollWhileAsking;
      const death = await round(client, visitor, open.sid, run);
      if (death) return { ...run, outcome: isKnown(death) === "unknown" ? "lost" : "failed", death };
      // The server ends a session whose poll was given up.
      if (run.isSilent && !isSilent) return run;
      run.answered += 2;
    }
    await client.end(visitor, open.sid);
    return run;
  } finally {
    visitor.leave();
  }
}

/** Resolves with the answer that ended the session; null when there was none. */
type Round = (client: EngineClient, visitor: Visitor, sid: string, run: SessionRun) => Promise<Exchange | null>;

const askThenPoll: Round = async (client, visitor, sid, run) => {
  const asked = await client.ask(visitor, sid);
  if (isKnown(asked) !== "known") return asked;
  run.answerTimes.push(asked.milliseconds);
  const poll = holdPoll(client, visitor, sid);
  try {
    const polled = await poll.answer;
    run.isSilent = polled === null;
    return polled && isKnown(polled) !== "known" ? polled : null;
  } finally {
    poll.abandon();
  }
};

const pollWhileAsking: Round = async (client, visitor, sid, run) => {
  const poll = holdPoll(client, visitor, sid);
  try {
    await Promise.race([poll.sent, poll.answer]);
    await sleep(HEAD_START_MS);
    const asked = await client.ask(visitor, sid);
    const askedAt = performance.now();
    if (isKnown(asked) !== "known") return asked;
    run.answerTimes.push(asked.milliseconds);
    const polled = await poll.answer;
    run.isSilent = polled === null;
    if (polled && isKnown(polled) !== "known") return polled;
    if (polled) run.heldPollDelays.push(Math.max(0, poll.answeredAt() - askedAt));
    return null;
  } finally {
    poll.abandon();
  }
};

const knockTwice: Round = async (client, visitor, sid) => {
  for (let knock = 0; knock < 2; knock += 1) {
    const knocked = await client.knock(visitor, sid);
    if (isKnown(knocked) !== "known") return knocked;
  }
  return null;
};

/**
 * A poll that is given up when nothing comes: its answer is then null. Whoever does not know the session says so at
 * once, so a poll that waits is known to somebody.
 */
function holdPoll(client: EngineClient, visitor: Visitor, sid: string) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), client.timeoutMs);
  let answeredAt = 0;
  let isSent = () => {};
  const sent = new Promise<void>((resolve) => (isSent = resolve));
  const answer = client
    .poll(visitor, sid, { onSent: () => isSent(), signal: giveUp.signal, timeoutMs: client.timeoutMs * 2 })
    .then((exchange) => {
      answeredAt = performance.now();
      return giveUp.signal.aborted ? null : exchange;
    })
    .finally(() => clearTimeout(timer));
  // Its failure is seen by whoever waits for it, if anybody still does.
  answer.catch(() => {});
  return { sent, answer, answeredAt: () => answeredAt, abandon: () => giveUp.abort() };
}
