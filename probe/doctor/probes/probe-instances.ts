import type { InstanceEvidence } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../../wire/engine-session.ts";
import { createVisitor, type Visitor, type VisitorOptions } from "../../wire/visitor.ts";

type By = Extract<InstanceEvidence, { method: "visitors" }>["by"];

const KINDS: Record<By, VisitorOptions> = {
  cookies: { hasJar: true },
  connections: { connection: "kept" },
  nothing: {},
};

/**
 * Tells instances apart where something leads each visitor to one of them: a visitor who reaches the session of another
 * is on the same instance. Null when a session was gone before the end, or something failed.
 */
export async function compareVisitors(
  client: EngineClient,
  { by, count, transport }: { by: By; count: number; transport: EngineSession["transport"] },
): Promise<InstanceEvidence | null> {
  const visitors: Visitor[] = [];
  const sessions: EngineSession[] = [];
  /** The first session of each group. */
  const firsts: EngineSession[] = [];
  const groups: number[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const visitor = createVisitor(client.url(), KINDS[by]);
      visitors.push(visitor);
      const { session } = await openSession(client, visitor, transport);
      if (!session) return null;
      sessions.push(session);
      const group = await groupOf(client, visitor, firsts);
      if (group === null) return null;
      if (group === firsts.length) firsts.push(session);
      groups.push(group);
    }
    return { method: "visitors", by, groups };
  } finally {
    for (const session of sessions) await session.close().catch(() => {});
    for (const visitor of visitors) visitor.leave();
  }
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
  // Reached by nobody else, are they still there?
  for (const session of firsts) {
    if ((await reaches(client, session.visitor, session)) !== "known") return null;
  }
  return firsts.length;
}

/** Where nothing leads anybody anywhere: how often a request happens to reach the session's instance. */
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
