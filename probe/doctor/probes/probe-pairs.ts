import type { EngineClient } from "../../wire/engine-client.ts";
import { reaches, type EngineSession } from "../../wire/engine-session.ts";
import { isKnown } from "../../wire/read-answer.ts";
import type { Sender } from "../../wire/sender.ts";
import { createVisitor, type Visitor } from "../../wire/visitor.ts";
import type { Asked } from "../evidence.ts";

const SESSIONS = 6;

/**
 * Asks for two sessions in one request, `sid=A&sid=B`. Balancers route by the first, Engine.IO looks up the last: so B
 * is unknown where the id decides the instance and theirs differ. Null when a server does not take the last, as asking
 * for one session twice tells.
 */
export async function probePairs(
  sender: Sender,
  client: EngineClient,
  sessions: readonly EngineSession[],
): Promise<Asked | null> {
  const visitor = createVisitor(client.url());
  const [first, ...others] = sessions.slice(0, SESSIONS);
  if (!first || others.length === 0) return null;
  const knock = (last: string) => knockAtBoth(sender, client, visitor, first.sid, last);
  // A server that takes the first would know every pair; with the last unknown it tells itself.
  const [control, counterControl] = await Promise.all([knock(first.sid), knock("no-such-session")]);
  if (control !== "known" || counterControl !== "unknown") return null;
  const result = { asked: 0, known: 0 };
  const found = await Promise.all(
    others.map(async (session) => {
      const knowledge = await knock(session.sid);
      // Unknown to the other's instance says something only while its own visitor reaches it.
      const isGone = knowledge === "unknown" && (await reaches(client, session.visitor, session)) !== "known";
      return isGone ? "failed" : knowledge;
    }),
  );
  for (const knowledge of found) {
    if (knowledge === "failed") continue;
    result.asked += 1;
    if (knowledge === "known") result.known += 1;
  }
  return result.asked > 0 ? result : null;
}

async function knockAtBoth(sender: Sender, client: EngineClient, visitor: Visitor, first: string, last: string) {
  const url = client.url({ sid: first });
  url.searchParams.append("sid", last);
  return isKnown(await sender.send(visitor, url, { method: "POST", body: client.knockBody }));
}
