import type { HeaderFields } from "../headers/header-fields.ts";
import { cookieExpiry } from "./stickiness-cookie.ts";

/** Rule R2.4: what stands in a cookie that says nothing; clients send it back. */
const NOTHING = "_remove_";
const SHARDS = [0, 1, 2, 3];

/**
 * Rules R2.4, R2.5: the four cookies of application-based stickiness.
 * @param value what the first one says; null: nothing. @param userAgent whose cookies are to work across sites when it is
 * Chromium 80 or later. @returns values of `Set-Cookie` lines.
 */
export function appStickinessCookies(value: string | null, handledAtMs: number, userAgent: string): string[] {
  const chromium = Number(/\b(?:Chrome|Chromium)\/(\d+)/.exec(userAgent)?.[1] ?? 0);
  const end = `; Expires=${cookieExpiry(handledAtMs)}; Path=/${chromium >= 80 ? "; SameSite=None; Secure" : ""}`;
  return SHARDS.map((shard) => `AWSALBAPP-${shard}=${shard === 0 && value !== null ? value : NOTHING}${end}`);
}

/** Rule R2.2: whether an answer sets the application's cookie, to any value. */
export function setsCookie(answer: HeaderFields, name: string): boolean {
  return answer.all("set-cookie").some((line) => {
    const equals = line.indexOf("=");
    return equals > 0 && line.slice(0, equals).trim() === name;
  });
}
