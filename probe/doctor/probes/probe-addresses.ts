import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../../wire/engine-session.ts";
import { createVisitor } from "../../wire/visitor.ts";
import { sourceAddresses } from "./source-addresses.ts";

/** Asks for a session from other source addresses of this machine; null when it has none that works. */
export async function probeAddresses(
  client: EngineClient,
  transport: EngineSession["transport"],
): Promise<{ asked: number; known: number } | null> {
  const { session } = await openSession(client, createVisitor(client.url()), transport);
  if (!session) return null;
  const result = { asked: 0, known: 0 };
  try {
    for (const localAddress of await sourceAddresses(client.url().hostname)) {
      const knowledge = await reaches(client, createVisitor(client.url(), { localAddress }), session);
      if (knowledge === "failed") continue;
      result.asked += 1;
      if (knowledge === "known") result.known += 1;
    }
    // Unknown elsewhere says something only while it is known here.
    const isAlive = (await reaches(client, session.visitor, session)) === "known";
    return result.asked > 0 && isAlive ? result : null;
  } finally {
    await session.close().catch(() => {});
  }
}
