import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../../wire/engine-session.ts";
import { createVisitor, type Visitor, type VisitorOptions } from "../../wire/visitor.ts";
import type { Evidence, InstanceEvidence } from "../evidence.ts";

type By = Extract<InstanceEvidence, { method: "visitors" }>["by"];

const KINDS: Record<By, VisitorOptions> = {
  cookies: { hasJar: true },
  connections: { connection: "kept" },
};

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
  try {
    for (const visitor of visitors) {
      await arrive(visitor);
      const { session } = await openSession(client, visitor, transport);
      if (session) sessions.push(session);
    }
    return { sessions, close };
  } catch (error) {
    await close();
    throw error;
  }
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
  const groups: number[] = [];
  for (const session of sessions) {
    const group = await groupOf(client, session.visitor, firsts);
    if (group === null) return null;
    if (group === firsts.length) firsts.push(session);
    groups.push(group);
  }
  // Reached by nobody else: were they still there?
  if (firsts.length > 1) {
    for (const session of firsts) {
      if ((await reaches(client, session.visitor, session)) !== "known") return null;
    }
  }
  return groups.length > 1 ? { method: "visitors", by, groups } : null;
}

/** The number of the group whose session this visitor reaches, or of a new one; null when nobody can say. */
async function groupOf(
  client: EngineClient,
  visitor: Visitor,
  firsts: readonly EngineSession[],
): Promise<number | null> {
  for (const [group, session] of firsts.entries()) {
    const knowledge = await reaches(client, visitor, session);
    if (knowledge === "failed") return null;
    if (knowledge === "known") return group;
  }
  return firsts.length;
}

/** Where nothing leads anybody anywhere: how often a request happens to reach the session's instance, one at a time. */
export async function knockAtSessions(
  client: EngineClient,
  { sessions, knocks, transport }: { sessions: number; knocks: number; transport: EngineSession["transport"] },
): Promise<InstanceEvidence | null> {
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
  return perSession.some((hits) => hits.length > 0) ? { method: "knocks", perSession } : null;
}

/**
 * Opens a second session as somebody whose first still lives, as after a reload, and asks whether both are on one
 * instance: whether this visitor reaches both.
 */
export async function probeReconnects(
  client: EngineClient,
  olds: readonly EngineSession[],
): Promise<Evidence["reconnects"]> {
  const result: NonNullable<Evidence["reconnects"]> = { asked: 0, same: 0, exchange: null };
  for (const old of olds) {
    const { session, exchange } = await openSession(client, old.visitor, old.transport);
    if (!session) continue;
    const found = [await reaches(client, old.visitor, old), await reaches(client, old.visitor, session)];
    await session.close().catch(() => {});
    if (found.includes("failed")) continue;
    result.asked += 1;
    if (found.every((knowledge) => knowledge === "known")) result.same += 1;
    result.exchange ??= exchange;
  }
  return result.asked > 0 ? result : null;
}
