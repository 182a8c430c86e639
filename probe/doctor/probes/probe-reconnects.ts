import type { Evidence } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../../wire/engine-session.ts";
import { createVisitor } from "../../wire/visitor.ts";

/**
 * Opens a second session as somebody whose first still lives, as after a reload, and asks whether both are on one
 * instance: whether this visitor reaches both.
 */
export async function probeReconnects(
  client: EngineClient,
  { hasJar, count, transport }: { hasJar: boolean; count: number; transport: EngineSession["transport"] },
): Promise<Evidence["reconnects"]> {
  const result: NonNullable<Evidence["reconnects"]> = { asked: 0, same: 0, exchange: null };
  for (let index = 0; index < count; index += 1) {
    const visitor = createVisitor(client.url(), { hasJar });
    const first = await openSession(client, visitor, transport);
    const second = await openSession(client, visitor, transport);
    const sessions = [first.session, second.session].filter((session) => session !== null);
    const found = [];
    for (const session of sessions) found.push(await reaches(client, visitor, session));
    for (const session of sessions) await session.close();
    if (found.length < 2 || found.includes("failed")) continue;
    result.asked += 1;
    if (found.every((knowledge) => knowledge === "known")) result.same += 1;
    result.exchange ??= second.exchange;
  }
  return result.asked > 0 ? result : null;
}
