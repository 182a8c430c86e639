import type { Evidence, RepeatedHandshake } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { createVisitor } from "../../wire/visitor.ts";

/** Handshakes by several visitors at one URL, and at URLs that differ only in what clients add against caches. */
export async function probeCaching(client: EngineClient): Promise<NonNullable<Evidence["repeated"]>> {
  const ask = async (isUnique: boolean): Promise<RepeatedHandshake> => {
    const visitor = createVisitor(client.url());
    const { exchange, open } = await client.handshake(visitor, { isUnique });
    if (open) await client.end(visitor, open.sid);
    return { sid: open?.sid ?? null, exchange };
  };
  return { same: [await ask(false), await ask(false)], different: [await ask(true), await ask(true)] };
}

/** Session ids that several visitors were given. */
export function isRepeated(handshakes: readonly RepeatedHandshake[]): boolean {
  const ids = handshakes.flatMap(({ sid }) => (sid === null ? [] : [sid]));
  return new Set(ids).size < ids.length;
}
