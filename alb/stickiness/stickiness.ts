import type { Stuck } from "./cookie-sealer.ts";

/** Whether a request's cookie decided its target, and if not, why. */
export type Stickiness = "off" | "none" | "expired" | "invalid" | "honoured";

/**
 * The stickiness cookie of a request, in its CORS form when both came (rule R1.14). Values are taken raw (rule R1.15).
 * @param duplicates which of several cookies of one name counts.
 */
export function readStickinessCookie(
  cookieHeaders: readonly string[],
  name: "AWSALB" | "AWSALBTG",
  duplicates: "first" | "last",
): string | null {
  return readCookie(cookieHeaders, `${name}CORS`, duplicates) ?? readCookie(cookieHeaders, name, duplicates);
}

/** The raw value of a request's cookie; null when it did not come. */
export function readCookie(
  cookieHeaders: readonly string[],
  name: string,
  duplicates: "first" | "last",
): string | null {
  let found: string | null = null;
  for (const header of cookieHeaders) {
    for (let at = 0; at < header.length;) {
      const semicolon = header.indexOf(";", at);
      const end = semicolon < 0 ? header.length : semicolon;
      const equals = header.indexOf("=", at);
      if (equals >= 0 && equals < end && header.slice(at, equals).trim() === name) {
        found = header.slice(equals + 1, end).trim();
        if (duplicates === "first") return found;
      }
      at = end + 1;
    }
  }
  return found;
}

/**
 * What a cookie is worth now. The duration counts from the cookie's issue and is the present setting's, so a change acts
 * on cookies that are out already (rules R1.8, R1.9). A target that takes no requests is not a target (rules R1.10, R1.11).
 * @returns `isReadable`: it was sealed here, and within the duration; `stuck`: what it says, if it was sealed here.
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
): { stickiness: Exclude<Stickiness, "off">; target: T | null; isReadable: boolean; stuck: Stuck | null } {
  if (value === null) return { stickiness: "none", target: null, isReadable: false, stuck: null };
  const stuck = open(value);
  if (!stuck) return { stickiness: "invalid", target: null, isReadable: false, stuck };
  if (nowMs - stuck.issuedAtMs > durationSeconds * 1000) {
    return { stickiness: "expired", target: null, isReadable: false, stuck };
  }
  const target = find(stuck.target);
  return { stickiness: target === null ? "invalid" : "honoured", target, isReadable: true, stuck };
}
