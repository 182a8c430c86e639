import type { Stuck } from "./stickiness-cookie.ts";

/** Whether a request's cookie decided its target, and if not, why. */
export type Stickiness = "off" | "none" | "expired" | "invalid" | "honoured";

/**
 * The stickiness cookie of a request: `AWSALBCORS` wins over `AWSALB` (rule R1.14). Values are taken raw (rule R1.15).
 * @param duplicates which of several cookies of one name counts.
 */
export function readStickinessCookie(cookieHeaders: readonly string[], duplicates: "first" | "last"): string | null {
  let plain: string | null = null;
  let cors: string | null = null;
  for (const header of cookieHeaders) {
    for (let at = 0; at < header.length;) {
      const semicolon = header.indexOf(";", at);
      const end = semicolon < 0 ? header.length : semicolon;
      const equals = header.indexOf("=", at);
      if (equals >= 0 && equals < end) {
        const name = header.slice(at, equals).trim();
        const isFirst = name === "AWSALB" ? plain === null : cors === null;
        if (name.startsWith("AWSALB") && (isFirst || duplicates === "last")) {
          const value = header.slice(equals + 1, end).trim();
          if (name === "AWSALB") plain = value;
          if (name === "AWSALBCORS") cors = value;
        }
      }
      at = end + 1;
    }
  }
  return cors ?? plain;
}

/**
 * What a cookie is worth now. The duration counts from the cookie's issue and is the present setting's, so a change acts
 * on cookies that are out already (rules R1.8, R1.9). A target that takes no requests is no target (rules R1.10, R1.11).
 */
export function judgeCookie<T>(
  value: string | null,
  {
    open,
    durationSeconds,
    nowMs,
    find,
  }: {
    open: (value: string) => Stuck | null;
    durationSeconds: number;
    nowMs: number;
    find: (target: string) => T | null;
  },
): { stickiness: Exclude<Stickiness, "off">; target: T | null } {
  if (value === null) return { stickiness: "none", target: null };
  const stuck = open(value);
  if (!stuck) return { stickiness: "invalid", target: null };
  if (nowMs - stuck.issuedAtMs > durationSeconds * 1000) return { stickiness: "expired", target: null };
  const target = find(stuck.target);
  return target === null ? { stickiness: "invalid", target } : { stickiness: "honoured", target };
}
