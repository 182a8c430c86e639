import type { Sender } from "../../wire/sender.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, type EngineSession } from "../../wire/engine-session.ts";
import { isKnown } from "../../wire/is-known.ts";
import { createVisitor, type Visitor } from "../../wire/visitor.ts";

const SESSIONS = 5;

/**
 * Asks for two sessions in one request, `sid=A&sid=B`. Balancers route by the first, Engine.IO looks up the last: so B
 * is unknown where the id decides the instance and theirs differ. Null when a server does not take the last, as asking
 * for one session twice tells.
 */
export async function probePairs(
  sender: Sender,
  client: EngineClient,
): Promise<{ asked: number; known: number } | null> {
  const visitor = createVisitor(client.url());
  const sessions: EngineSession[] = [];
  try {
    for (let count = 0; count < SESSIONS; count += 1) {
      const { session } = await openSession(client, visitor, "polling");
      if (session) sessions.push(session);
    }
    const [first, ...others] = sessions;
    if (!first || others.length === 0) return null;
    const control = await knockAtBoth(sender, client, visitor, first.sid, first.sid);
    // A server that takes the first would know every pair; with the last unknown it tells itself.
    const counterControl = await knockAtBoth(sender, client, visitor, first.sid, "no-such-session");
    if (control !== "known" || counterControl !== "unknown") return null;
    const result = { asked: 0, known: 0 };
    for (const other of others) {
      const knowledge = await knockAtBoth(sender, client, visitor, first.sid, other.sid);
      if (knowledge === "failed") continue;
      result.asked += 1;
      if (knowledge === "known") result.known += 1;
    }
    return result;
  } finally {
    for (const session of sessions) await session.close().catch(() => {});
  }
}

async function knockAtBoth(sender: Sender, client: EngineClient, visitor: Visitor, first: string, last: string) {
  const url = client.url({ sid: first });
  url.searchParams.append("sid", last);
  return isKnown(await sender.send(visitor, url, { method: "POST", body: client.knockBody }));
}
