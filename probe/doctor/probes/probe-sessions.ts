import type { EngineClient } from "../../wire/engine-client.ts";
import type { EngineSession } from "../../wire/engine-session.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { OutOfTime } from "../../wire/pace.ts";
import { isKnown } from "../../wire/read-answer.ts";
import { createVisitor, type Visitor } from "../../wire/visitor.ts";
import type { SessionRun } from "../evidence.ts";

/** So that a held poll is at the balancer before the post that ends it. */
const HEAD_START_MS = 10;
/** How long a poll may wait for what was asked, where other answers are quick. */
export const PATIENCE_MS = 3000;
/** Of a session that has asked and polled, and of one that only stays. */
const KNOCKS = { asking: 1, quiet: 3 };
const ROUNDS_AFTERWARDS = 2;

export type SessionKind = Pick<SessionRun, "hasJar" | "connection" | "isQuiet">;

const kind = (hasJar: boolean, connection: SessionRun["connection"], isQuiet = false): SessionKind => ({
  hasJar,
  connection,
  isQuiet,
});
/** Any beginning of this list says something of each kind. */
const KINDS: readonly SessionKind[] = [
  kind(true, "fresh"),
  kind(false, "fresh"),
  kind(true, "fresh", true),
  kind(false, "fresh", true),
  kind(true, "fresh"),
  kind(false, "fresh"),
  kind(true, "kept"),
  kind(false, "kept"),
  kind(true, "fresh"),
  kind(false, "fresh"),
  kind(true, "kept"),
  kind(false, "kept"),
  kind(true, "fresh", true),
  kind(true, "fresh"),
];

export interface CrowdOptions {
  size: number;
  /** Brings a visitor to the page first, as browsers come. */
  arrive(visitor: Visitor): Promise<void>;
  /** Ask for nothing: of a server that answers nothing, or that ends sessions which ask. */
  isQuiet?: boolean;
}

/** Sessions that were held open together; those that live are still open, until `close`. */
export interface Crowd {
  runs: SessionRun[];
  together: number;
  survivors: (EngineSession & Pick<SessionRun, "hasJar" | "connection">)[];
  isCutShort: boolean;
  close(): Promise<void>;
}

/**
 * Begins sessions of all kinds and lets them live side by side: one half at once, the other when those hold a poll, and all
 * of them before any goes on. One at a time, an idle system can look like a single instance; and so it can where all
 * come at once, or where a proxy answers the next visitor over the connection that the one before has left.
 */
export async function holdCrowd(client: EngineClient, options: CrowdOptions): Promise<Crowd> {
  const { size, isQuiet = false } = options;
  const runs = Array.from({ length: size }, (_, index) => {
    const one = KINDS[index % KINDS.length]!;
    return blankRun({ ...one, isQuiet: isQuiet || one.isQuiet });
  });
  const holding = runs.filter(holdsPoll).length;
  const meetings: Meetings = {
    begun: createMeeting(holding),
    polling: createMeeting(holding),
    all: createMeeting(size),
  };
  const lost: Lived[] = [];
  const alive: Lived[] = [];
  const visitors: Visitor[] = [];
  let isCutShort = false;
  await Promise.all(
    runs.map(async (run) => {
      const visitor = createVisitor(client.url(), run);
      visitors.push(visitor);
      try {
        const sid = await live(client, visitor, run, { meetings, arrive: options.arrive });
        if (sid !== null && run.outcome === "lost") lost.push({ visitor, sid, run });
        if (sid !== null && run.outcome === "survived") alive.push({ visitor, sid, run });
      } catch (error) {
        if (!(error instanceof OutOfTime)) throw error;
        isCutShort = true;
        run.outcome = "cut";
      } finally {
        meetings.all.leave(run);
        if (holdsPoll(run)) for (const meeting of [meetings.begun, meetings.polling]) meeting.leave(run);
      }
    }),
  );
  // Where many of a kind are lost it is not a question of time.
  const areFew = ({ hasJar }: SessionRun) => {
    const alike = runs.filter((run) => run.hasJar === hasJar);
    return alike.filter(({ outcome }) => outcome === "lost").length * 3 <= alike.length;
  };
  const exceptions = lost.filter(({ run }) => areFew(run));
  if (exceptions.length > 0) await askAgain(client, exceptions, alive).catch(() => {});
  const survivors = alive.map(({ visitor, sid, run: { hasJar, connection } }) => {
    const close = async () => void (await client.end(visitor, sid));
    return { sid, transport: "polling" as const, visitor, close, hasJar, connection };
  });
  return {
    runs,
    together: meetings.all.together(),
    survivors,
    isCutShort,
    async close() {
      await Promise.all(survivors.map((session) => session.close().catch(() => {})));
      for (const visitor of visitors) visitor.leave();
    },
  };
}

function holdsPoll({ isQuiet, connection }: SessionKind): boolean {
  return !isQuiet && connection === "fresh";
}

function blankRun(kind: SessionKind): SessionRun {
  return {
    hasJar: kind.hasJar,
    connection: kind.connection,
    isQuiet: kind.isQuiet,
    outcome: "survived",
    answered: 0,
    death: null,
    isSilent: false,
    heldPollDelays: [],
    answerTimes: [],
  };
}

interface Lived {
  visitor: Visitor;
  sid: string;
  run: SessionRun;
}

/**
 * Asks for some sessions that were refused and for all that live, side by side as before: where all are known each time,
 * those were refused for another reason than routing; those that are not known now are lost, too.
 */
async function askAgain(client: EngineClient, exceptions: readonly Lived[], alive: Lived[]): Promise<void> {
  const all = [...exceptions, ...alive];
  for (let round = 0; round < ROUNDS_AFTERWARDS; round += 1) {
    const found = await Promise.all(all.map(async ({ visitor, sid }) => isKnown(await client.knock(visitor, sid))));
    const unknown = all.filter((_one, index) => found[index] === "unknown");
    for (const one of unknown) {
      one.run.outcome = "lost";
      if (alive.includes(one)) alive.splice(alive.indexOf(one), 1);
    }
    if (unknown.length > 0 || found.includes("failed")) return;
  }
  for (const { run, visitor, sid } of exceptions) {
    run.outcome = "late";
    await client.end(visitor, sid);
  }
}

interface Meetings {
  /** Those that will hold a poll have their sessions. */
  begun: ReturnType<typeof createMeeting>;
  /** Their polls are on their way. */
  polling: ReturnType<typeof createMeeting>;
  /** All have their sessions. */
  all: ReturnType<typeof createMeeting>;
}

/** Fills in the run; the session's id, if there was one. */
async function live(
  client: EngineClient,
  visitor: Visitor,
  run: SessionRun,
  { meetings, arrive }: { meetings: Meetings; arrive: CrowdOptions["arrive"] },
): Promise<string | null> {
  await arrive(visitor);
  const holds = holdsPoll(run);
  if (!holds) await meetings.polling.opened;
  const { exchange, open } = await client.handshake(visitor);
  if (!open) {
    end(run, exchange, 0);
    return null;
  }
  const { sid } = open;
  let lastContact = performance.now();
  const lifetime = (open.pingInterval + open.pingTimeout) * 0.9;
  const patience = Math.min(client.timeoutMs, Math.max(PATIENCE_MS, exchange.milliseconds * 4));
  const isLate = () => Math.max(0, performance.now() - lastContact - lifetime);
  const note = (answer: Exchange): boolean => {
    if (isKnown(answer) !== "known") return false;
    run.answered += 1;
    run.answerTimes.push(answer.milliseconds);
    lastContact = performance.now();
    return true;
  };

  const die = (death: Exchange): string => {
    end(run, death, isLate());
    return sid;
  };
  if (holds) await meetings.begun.arrive(run);
  const poll = holds ? holdPoll(client, visitor, sid) : null;
  try {
    if (poll) {
      await poll.sent;
      await meetings.polling.arrive(run);
    }
    await meetings.all.arrive(run);
    if (!run.isQuiet) {
      const asked = await client.ask(visitor, sid);
      const askedAt = performance.now();
      if (!note(asked)) return die(asked);
      const held = poll ?? holdPoll(client, visitor, sid);
      const polled = await held.within(patience);
      if (polled === null) {
        // The server ends a session whose poll is given up; a poll that waits is known to somebody.
        run.isSilent = true;
        return null;
      }
      if (isKnown(polled) !== "known") return die(polled);
      run.answered += 1;
      if (poll) run.heldPollDelays.push(Math.max(0, held.answeredAt() - askedAt));
    }
    for (let knock = 0; knock < (run.isQuiet ? KNOCKS.quiet : KNOCKS.asking); knock += 1) {
      const knocked = await client.knock(visitor, sid);
      if (!note(knocked)) return die(knocked);
    }
    return sid;
  } finally {
    poll?.abandon();
  }
}

function end(run: SessionRun, death: Exchange, lateMs: number): void {
  run.death = death;
  if (death.errorCode === "CUT") run.outcome = "cut";
  else if (isKnown(death) !== "unknown") run.outcome = "failed";
  else run.outcome = lateMs > 0 ? "expired" : "lost";
}

/** Where everybody waits for everybody who still comes; they go on at the same moment. */
function createMeeting(size: number) {
  const here = new Set<SessionRun>();
  const gone = new Set<SessionRun>();
  let together = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => (open = resolve));
  const look = () => {
    if (together > 0 || here.size + gone.size < size) return;
    together = here.size;
    setTimeout(open, HEAD_START_MS);
  };
  look();
  return {
    opened: all,
    arrive(run: SessionRun): Promise<void> {
      here.add(run);
      look();
      return all;
    },
    leave(run: SessionRun): void {
      if (!here.has(run)) gone.add(run);
      look();
    },
    together: () => together,
  };
}

/** A poll that waits for something to be said. */
function holdPoll(client: EngineClient, visitor: Visitor, sid: string) {
  const giveUp = new AbortController();
  let answeredAt = 0;
  let isSent = () => {};
  const sent = new Promise<void>((resolve) => (isSent = resolve));
  const answer = client
    .poll(visitor, sid, { onSent: () => isSent(), signal: giveUp.signal, timeoutMs: client.timeoutMs * 3 })
    .then((exchange) => {
      answeredAt = performance.now();
      return giveUp.signal.aborted ? null : exchange;
    })
    .finally(() => isSent());
  // Its failure is seen by the one who waits for it, if anybody still does.
  answer.catch(() => {});
  return {
    /** It has been sent, or will not be. */
    sent,
    answeredAt: () => answeredAt,
    abandon: () => giveUp.abort(),
    /** The answer; null when none came in time, and the poll is then given up. */
    async within(milliseconds: number): Promise<Exchange | null> {
      // It may have to wait for its turn first.
      await sent;
      const timer = setTimeout(() => giveUp.abort(), milliseconds);
      return answer.finally(() => clearTimeout(timer));
    },
  };
}

/** Whether a session with nothing but posts lives, as a visitor who keeps but one cookie. */
export async function livesWithOnly(client: EngineClient, onlyCookie: string, arrive: CrowdOptions["arrive"]) {
  const visitor = createVisitor(client.url(), { hasJar: true, onlyCookie });
  await arrive(visitor);
  const { open } = await client.handshake(visitor);
  if (!open) return false;
  for (let knock = 0; knock < ALONE_KNOCKS; knock += 1) {
    if (isKnown(await client.knock(visitor, open.sid)) !== "known") return false;
  }
  await client.end(visitor, open.sid);
  return true;
}

/** Of two instances without affinity, one session in 64 gets through as many. */
const ALONE_KNOCKS = 6;
