import type { EngineClient } from "../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../wire/engine-session.ts";
import { isKnown, type Knowledge } from "../wire/read-answer.ts";
import { createVisitor } from "../wire/visitor.ts";
import type { Means } from "./question.ts";

export interface StuckVisitor {
  session: EngineSession;
  /** The value of its stickiness cookie. */
  value: string;
}

const VISITORS = 12;

/** Two visitors whose cookies lead to different instances; null when none are found, as with a single instance. */
export async function twoVisitors(client: EngineClient): Promise<[StuckVisitor, StuckVisitor] | null> {
  const first = await stuckVisitor(client);
  if (!first) return null;
  for (let count = 1; count < VISITORS; count += 1) {
    const other = await stuckVisitor(client);
    if (other && (await reaches(client, other.session.visitor, first.session)) === "unknown") return [first, other];
  }
  return null;
}

async function stuckVisitor(client: EngineClient): Promise<StuckVisitor | null> {
  const visitor = createVisitor(client.url(), { hasJar: true });
  const { session } = await openSession(client, visitor, "polling");
  const value = /(?:^|; )AWSALB=([^;]+)/.exec(visitor.jar!.header(client.url()))?.[1];
  return session && value !== undefined ? { session, value } : null;
}

/** Whether a request with exactly this Cookie header is led to the session's instance. */
export async function reachesWith({ client, sender }: Means, sid: string, cookie: string): Promise<Knowledge> {
  const exchange = await sender.send(createVisitor(client.url()), client.url({ sid }), {
    method: "POST",
    body: client.knockBody,
    headers: { cookie },
  });
  return isKnown(exchange);
}
