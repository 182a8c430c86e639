import type { Evidence, SessionRun } from "../evidence.ts";

/** Of so many sessions, so many lived to the end; those that failed for another reason are not counted. */
export interface Survival {
  survived: number;
  of: number;
}

export function survivalOf(
  sessions: readonly SessionRun[],
  kind: Partial<Pick<SessionRun, "hasJar" | "connection">>,
): Survival {
  const counted = sessions.filter(
    (run) =>
      run.outcome !== "failed" &&
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
 * cookies and on any connection. Unsteady: with cookies some survive and some do not.
 */
export type Steering = "nothing needed" | "cookie" | "connection" | "unsteady" | "nothing" | "not measured";

export function steeringOf({ sessions, cookies }: Pick<Evidence, "sessions" | "cookies">): Steering {
  const bare = survivalOf(sessions, { hasJar: false, connection: "fresh" });
  const withJar = survivalOf(sessions, { hasJar: true, connection: "fresh" });
  const kept = survivalOf(sessions, { connection: "kept" });
  if (bare.of === 0 || withJar.of === 0) return "not measured";
  if (isAll(bare) && isAll(withJar)) return "nothing needed";
  if (isAll(withJar) && cookies.length > 0) return "cookie";
  if (isAll(kept)) return "connection";
  // By chance a few sessions live without anything that leads them.
  return withJar.survived * 2 >= withJar.of ? "unsteady" : "nothing";
}
