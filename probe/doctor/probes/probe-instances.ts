import { setTimeout as sleep } from "node:timers/promises";
import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../../wire/engine-session.ts";
import { createVisitor, type Visitor, type VisitorOptions } from "../../wire/visitor.ts";
import type { Asked, Evidence, InstanceEvidence } from "../evidence.ts";

type By = Extract<InstanceEvidence, { method: "visitors" }>["by"];

const KINDS: Record<By, VisitorOptions> = {
  cookies: { hasJar: true },
  connections: { connection: "kept" },
};

/** Where answers take longer, the next visitor does not wait for the one before: they are dealt in turn all the same. */
const MAX_PATIENCE_MS = 200;

/** Visitors with a session each, begun one after the other while nobody else asked: a balancer dealt them in turn. */
export interface Guests {
  sessions: EngineSession[];
  close(): Promise<void>;
}

export async function receiveGuests(
  client: EngineClient,
  options: {
    by: By;
    count: number;
    transport: EngineSession["transport"];
    arrive: (visitor: Visitor) => Promise<void>;
  },
): Promise<Guests> {
  const { by, count, transport, arrive } = options;
  const visitors = Array.from({ length: count }, () => createVisitor(client.url(), KINDS[by]));
  const sessions: EngineSession[] = [];
  const close = async () => {
    await Promise.all(sessions.map((session) => session.close().catch(() => {})));
    for (const visitor of visitors) visitor.leave();
  };
  const begin = async (visitor: Visitor): Promise<EngineSession | null> => {
    await arrive(visitor);
    return (await openSession(client, visitor, transport)).session;
  };
  const begun: Promise<EngineSession | null>[] = [];
  for (const visitor of visitors) {
    begun.push(begin(visitor));
    await Promise.race([begun.at(-1)!.catch(() => {}), sleep(MAX_PATIENCE_MS)]);
  }
  const settled = await Promise.allSettled(begun);
  for (const one of settled) if (one.status === "fulfilled" && one.value) sessions.push(one.value);
  const failed = settled.find((one) => one.status === "rejected");
  if (!failed) return { sessions, close };
  await close();
  throw failed.reason;
}

/**
 * Tells instances apart where something leads each visitor to one of them: a visitor who reaches the session of another
 * is on the same instance. Null when a session was gone before the end, or something failed.
 */
export async function compareVisitors(
  client: EngineClient,
  by: By,
  sessions: readonly EngineSession[],
): Promise<InstanceEvidence | null> {
  /** The first session of each group. */
  const firsts: EngineSession[] = [];
  const groups = sessions.map(() => -1);
  for (;;) {
    const [first, ...others] = sessions.filter((_session, index) => groups[index] === -1);
    if (!first) break;
    const group = firsts.push(first) - 1;
    groups[sessions.indexOf(first)] = group;
    const found = await Promise.all(others.map(({ visitor }) => reaches(client, visitor, first)));
    if (found.includes("failed")) return null;
    for (const [index, other] of others.entries()) {
      if (found[index] === "known") groups[sessions.indexOf(other)] = group;
    }
  }
  // Reached by nobody else: were they still there?
  if (firsts.length > 1) {
    const still = await Promise.all(firsts.map((session) => reaches(client, session.visitor, session)));
    if (still.some((knowledge) => knowledge !== "known")) return null;
  }
  return groups.length > 1 ? { method: "visitors", by, groups } : null;
}

/** Where nothing leads anybody anywhere: which requests happen to reach the session's instance, one at a time. */
export async function knockAtSessions(
  client: EngineClient,
  { sessions, knocks, transport }: { sessions: number; knocks: number; transport: EngineSession["transport"] },
): Promise<boolean[][]> {
  const perSession: boolean[][] = [];
  for (let index = 0; index < sessions; index += 1) {
    const visitor = createVisitor(client.url());
    const { session } = await openSession(client, visitor, transport);
    if (!session) continue;
    const hits: boolean[] = [];
    try {
      for (let knock = 0; knock < knocks; knock += 1) {
        const knowledge = await reaches(client, visitor, session);
        if (knowledge !== "failed") hits.push(knowledge === "known");
      }
    } finally {
      await session.close().catch(() => {});
    }
    perSession.push(hits);
  }
  return perSession;
}

/** Begins sessions on one kept connection each, and asks for them there and on fresh connections, one at a time. */
export async function probeAlone(client: EngineClient): Promise<Evidence["alone"]> {
  const hits: Record<"kept" | "fresh", boolean[]> = { kept: [], fresh: [] };
  for (let index = 0; index < ALONE.sessions; index += 1) {
    const visitor = createVisitor(client.url(), { connection: "kept" });
    try {
      const { session } = await openSession(client, visitor, "polling");
      if (!session) continue;
      for (const connection of ["kept", "fresh"] as const) {
        for (let knock = 0; knock < ALONE.knocks; knock += 1) {
          const own = connection === "kept" ? visitor : createVisitor(client.url());
          const knowledge = await reaches(client, own, session);
          if (knowledge !== "failed") hits[connection].push(knowledge === "known");
        }
      }
      await session.close();
    } finally {
      visitor.leave();
    }
  }
  const count = (some: readonly boolean[]): Asked => ({ asked: some.length, known: some.filter(Boolean).length });
  return hits.kept.length > 0 && hits.fresh.length > 0 ? { kept: count(hits.kept), fresh: count(hits.fresh) } : null;
}

/** Of two instances without affinity, all of a kind are known by chance once in 4096 times. */
const ALONE = { sessions: 3, knocks: 4 };

/**
 * Opens a second session as somebody whose first still lives, as after a reload, and asks whether both are on one
 * instance: whether this visitor reaches both.
 */
export async function probeReconnects(
  client: EngineClient,
  olds: readonly EngineSession[],
): Promise<Evidence["reconnects"]> {
  const seen = await Promise.all(
    olds.map(async (old) => {
      // One that has come to its end by itself would look like one on another instance.
      if (old.transport === "polling" && (await reaches(client, old.visitor, old)) !== "known") return null;
      const { session, exchange } = await openSession(client, old.visitor, old.transport);
      if (!session) return null;
      const found = await Promise.all([reaches(client, old.visitor, old), reaches(client, old.visitor, session)]);
      await session.close().catch(() => {});
      return found.includes("failed") ? null : { isSame: found.every((one) => one === "known"), exchange };
    }),
  );
  const asked = seen.filter((one) => one !== null);
  const same = asked.filter(({ isSame }) => isSame).length;
  return asked.length > 0 ? { asked: asked.length, same, exchange: asked[0]!.exchange } : null;
}
