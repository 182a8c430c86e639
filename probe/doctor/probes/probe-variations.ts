import { lookup } from "node:dns/promises";
import type { EngineClient } from "../../wire/engine-client.ts";
import { openSession, reaches, type EngineSession } from "../../wire/engine-session.ts";
import { isKnown, type Knowledge } from "../../wire/read-answer.ts";
import { createVisitor } from "../../wire/visitor.ts";
import type { Asked, Evidence } from "../evidence.ts";
import { sourceAddresses } from "./source-addresses.ts";

/** Names under which applications say in the query who somebody is, or where. */
const COMMON_NAMES = ["room", "roomId", "channel", "user", "userId", "token", "session", "id"];
const VARIATIONS = 6;
const MAX_NAMES = 3;
const WITHOUT_COOKIE = 6;
const KEYED_SESSIONS = 3;
/** Of two instances without affinity, all of the sessions together get through as many by chance once in 4096 times. */
const KEYED_KNOCKS = 4;

function createCount() {
  const count: Asked = { asked: 0, known: 0 };
  return {
    count,
    note(knowledge: Knowledge) {
      if (knowledge === "failed") return;
      count.asked += 1;
      if (knowledge === "known") count.known += 1;
    },
  };
}

/** Unknown elsewhere says something only while the session is known to its own visitor. */
async function unlessGone<T extends Asked>(client: EngineClient, session: EngineSession, result: T): Promise<T | null> {
  if (result.asked === 0) return null;
  if (result.known === result.asked) return result;
  return (await reaches(client, session.visitor, session)) === "known" ? result : null;
}

/** Asks for a session from other source addresses of this machine; null when it has none that works. */
export async function probeAddresses(client: EngineClient, session: EngineSession): Promise<Asked | null> {
  const { count, note } = createCount();
  const addresses = await sourceAddresses(client.url().hostname);
  const found = addresses.map((localAddress) =>
    reaches(client, createVisitor(client.url(), { localAddress }), session),
  );
  for (const one of await Promise.all(found)) note(one);
  return unlessGone(client, session, count);
}

/** Asks for a session with other values in the query, of the user's own names and of common ones. */
export async function probeQueries(client: EngineClient, session: EngineSession): Promise<Evidence["queries"]> {
  const given = [...new Set(new URL(client.url()).searchParams.keys())].filter(isUsersOwn);
  const varied = [...given, ...COMMON_NAMES.filter((name) => !given.includes(name))];
  const { count, note } = createCount();
  const found = Array.from({ length: VARIATIONS }, (_, index) => {
    // Always the same values: another hash each time would make the report change from run to run.
    const query = Object.fromEntries(varied.map((name) => [name, `doctor-${index}`]));
    return client.knock(session.visitor, session.sid, { query });
  });
  for (const one of await Promise.all(found)) note(isKnown(one));
  return unlessGone(client, session, { ...count, varied: given.length > 0 ? given : varied });
}

/** Whether a name in the query is none of Engine.IO's and none of the doctor's. */
export const isUsersOwn = (name: string): boolean => !["EIO", "transport", "t", "b64", "sid"].includes(name);

/** Where nothing else keeps sessions: how many live that have a value in the query, under all of the common names. */
export async function probeKeyedSessions(client: EngineClient): Promise<Evidence["keyed"]> {
  const query = Object.fromEntries(COMMON_NAMES.map((name) => [name, "doctor"]));
  const lives = await Promise.all(Array.from({ length: KEYED_SESSIONS }, () => livesInQuery(client, query)));
  const known = lives.filter((one) => one !== null);
  return known.length > 0 ? { asked: known.length, known: known.filter(Boolean).length, varied: COMMON_NAMES } : null;
}

/** Null when something failed. */
async function livesInQuery(client: EngineClient, query: Readonly<Record<string, string>>): Promise<boolean | null> {
  const visitor = createVisitor(client.url());
  const { open } = await client.handshake(visitor, { query });
  if (!open) return null;
  for (let knock = 0; knock < KEYED_KNOCKS; knock += 1) {
    const knowledge = isKnown(await client.knock(visitor, open.sid, { query }));
    if (knowledge !== "known") return knowledge === "unknown" ? false : null;
  }
  await client.end(visitor, open.sid);
  return true;
}

/** Asks for a session at each address that the endpoint's name has: is it the same place behind each? */
export async function probeNames(client: EngineClient): Promise<Evidence["names"]> {
  const hostname = client.url().hostname.replace(/^\[(.*)\]$/, "$1");
  const known = (await lookup(hostname, { all: true }).catch(() => [])).map(({ address }) => address);
  // To a browser it is both, no matter what the resolver says (RFC 6761, section 6.3).
  const found = hostname === "localhost" ? [...known, "127.0.0.1", "::1"] : known;
  const [first, ...others] = await servingAddresses(client, found);
  if (first === undefined || others.length === 0) return null;
  const visitor = createVisitor(client.url(), { hasJar: true, remoteAddress: first });
  const { session } = await openSession(client, visitor, "polling");
  if (!session) return null;
  try {
    const { count, note } = createCount();
    const asked = others.map((remoteAddress) => reaches(client, { ...visitor, remoteAddress }, session));
    for (const one of await Promise.all(asked)) note(one);
    return await unlessGone(client, session, { ...count, found: [first, ...others] });
  } finally {
    await session.close().catch(() => {});
  }
}

/** Those at which anybody answers; browsers pass over the others too. */
async function servingAddresses(client: EngineClient, addresses: readonly string[]): Promise<string[]> {
  const candidates = [...new Set(addresses)].slice(0, MAX_NAMES);
  if (candidates.length < 2) return [];
  const isServing = await Promise.all(
    candidates.map(async (remoteAddress) => {
      const visitor = createVisitor(client.url(), { remoteAddress });
      const { exchange, open } = await client.handshake(visitor);
      if (open) await client.end(visitor, open.sid);
      return exchange.status !== null;
    }),
  );
  return candidates.filter((_address, index) => isServing[index]);
}

/** Asks for sessions without the Cookie header that the user gave, which otherwise every request carries. */
export async function probeWithoutGivenCookie(
  client: EngineClient,
  sessions: readonly EngineSession[],
): Promise<Asked | null> {
  const { count, note } = createCount();
  // Before, not after: who is asked without it may be given a cookie that leads elsewhere.
  const isAlive = await Promise.all(
    sessions.map(async (one) => one.visitor.jar && (await reaches(client, one.visitor, one)) === "known"),
  );
  const living = sessions.filter((_one, index) => isAlive[index]);
  if (living.length === 0) return null;
  const knocks = Array.from({ length: WITHOUT_COOKIE }, (_, index) => {
    const { visitor, sid } = living[index % living.length]!;
    // With the cookies of its own that it was given since: only the user's are left away.
    return client.knock(visitor, sid, { isWithoutGivenCookie: true });
  });
  for (const one of await Promise.all(knocks)) note(isKnown(one));
  return count.asked > 0 ? count : null;
}
