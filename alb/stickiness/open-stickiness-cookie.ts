import type { TargetGroup } from "../targets/target-group.ts";
import type { CookieSealer } from "./cookie-sealer.ts";

/** What a stickiness cookie says, and what it is worth now. Times are milliseconds since 1970. */
export interface OpenedStickinessCookie {
  /** The target that it names; null when it cannot be opened or that target is no longer registered. */
  target: string | null;
  issuedAt: number | null;
  /** By the present duration, which counts from the issue (rule R1.9). */
  expiresAt: number | null;
  /** A request with this cookie goes to that target now. */
  usable: boolean;
  /** Why not; null when it does. */
  reason: "invalid" | "expired" | "stickiness-off" | "target-unknown" | "target-unusable" | null;
}

/** Opens a cookie for somebody who wants to know, without routing anything: rules R1.8 to R1.14. */
export function openStickinessCookie(
  value: string,
  { sealer, group, nowMs }: { sealer: CookieSealer; group: TargetGroup; nowMs: number },
): OpenedStickinessCookie {
  const { attributes } = group;
  const stuck = sealer.open(value);
  if (!stuck) return { target: null, issuedAt: null, expiresAt: null, usable: false, reason: "invalid" };
  const { issuedAtMs: issuedAt } = stuck;
  const expiresAt = issuedAt + attributes.seconds("stickiness.lb_cookie.duration_seconds") * 1000;
  const target = group.all().find(({ cookieTarget }) => cookieTarget === stuck.target) ?? null;
  const reason = !attributes.isOn("stickiness.enabled")
    ? "stickiness-off"
    : nowMs > expiresAt
      ? "expired"
      : target === null
        ? "target-unknown"
        : group.eligible().targets.includes(target)
          ? null
          : "target-unusable";
  return { target: target?.id ?? null, issuedAt, expiresAt, usable: reason === null, reason };
}
