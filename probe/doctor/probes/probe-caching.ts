import type { EngineClient } from "../../wire/engine-client.ts";
import type { Greeting } from "../../wire/greet.ts";
import { createVisitor } from "../../wire/visitor.ts";
import type { Evidence, RepeatedHandshake } from "../evidence.ts";

/** Handshakes by several visitors at one URL, and at URLs that differ only in what clients add against caches. */
export async function probeCaching(
  client: EngineClient,
  greeting: Greeting,
): Promise<NonNullable<Evidence["repeated"]>> {
  const farewells: Promise<unknown>[] = [];
  const ask = async (isUnique: boolean): Promise<RepeatedHandshake> => {
    const visitor = createVisitor(client.url());
    const { exchange, open } = await client.handshake(visitor, { isUnique });
    if (open) farewells.push(client.end(visitor, open.sid));
    return { sid: open?.sid ?? null, exchange };
  };
  const before: RepeatedHandshake = { sid: greeting.open.sid, exchange: greeting.exchange };
  // One after the other where URLs are the same: a cache keeps what has been answered.
  const askTwice = async () => [await ask(false), await ask(false)];
  const [same, other] = await Promise.all([askTwice(), ask(true)]);
  await Promise.all(farewells);
  return { same, different: [before, other] };
}

/** Session ids that several visitors were given. */
export function isRepeated(handshakes: readonly RepeatedHandshake[]): boolean {
  const ids = handshakes.flatMap(({ sid }) => (sid === null ? [] : [sid]));
  return new Set(ids).size < ids.length;
}
