import type { Evidence, SessionRun } from "../evidence.ts";

/** Of so many sessions, so many lived to the end; those that ended for another reason are not counted. */
export interface Survival {
  survived: number;
  of: number;
}

/** With fewer sessions it could be chance. */
const ENOUGH_WITH_JAR = 3;
const ENOUGH_WITHOUT = 2;

export function survivalOf(
  sessions: readonly SessionRun[],
  kind: Partial<Pick<SessionRun, "hasJar" | "connection">> = {},
): Survival {
  const counted = sessions.filter(
    (run) =>
      (run.outcome === "survived" || run.outcome === "lost") &&
      // A session that was asked and did not answer has shown nothing.
      !run.isSilent &&
      (kind.hasJar === undefined || run.hasJar === kind.hasJar) &&
      (kind.connection === undefined || run.connection === kind.connection),
  );
  return { survived: counted.filter(({ outcome }) => outcome === "survived").length, of: counted.length };
}

export function isAll({ survived, of }: Survival): boolean {
  return of > 0 && survived === of;
}

/**
 * What leads a session's requests to its instance, as far as survival tells. Nothing needed: they get there without
 * cookies and on any connection. Unsteady: with cookies most survive, but not all.
 */
export type Steering = "nothing needed" | "cookie" | "connection" | "unsteady" | "nothing" | "not measured";

export function steeringOf({ sessions, cookies, alone }: Pick<Evidence, "sessions" | "cookies" | "alone">): Steering {
  const bare = survivalOf(sessions, { hasJar: false, connection: "fresh" });
  const withJar = survivalOf(sessions, { hasJar: true, connection: "fresh" });
  const kept = survivalOf(sessions, { connection: "kept" });
  if (bare.of < ENOUGH_WITHOUT || withJar.of < ENOUGH_WITH_JAR) return "not measured";
  if (isAll(bare) && isAll(withJar)) return "nothing needed";
  if (isAll(withJar) && cookies.length > 0) return "cookie";
  const fresh = survivalOf(sessions, { connection: "fresh" });
  // Some live by chance; and where fresh connections get there too while nobody else asks, it is others who disturb.
  const isRefuted = alone !== null && (alone.kept.known < alone.kept.asked || alone.fresh.known === alone.fresh.asked);
  if (kept.of >= 2 && isAll(kept) && fresh.survived * 2 < fresh.of && !isRefuted) return "connection";
  // By chance a few sessions live without anything that leads them.
  return withJar.survived * 3 >= withJar.of * 2 ? "unsteady" : "nothing";
}
