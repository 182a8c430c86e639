/** A share below this would keep a target that has just become healthy without any request for long. */
const LEAST_SHARE = 0.01;

/**
 * Rule R3.10: the share of a full turn that a target gets now: it grows in a straight line over the period.
 * @param sinceMs when it became healthy; null: it does not start slowly. @param periodSeconds 0: slow start is off.
 */
export function slowStartShare(sinceMs: number | null, periodSeconds: number, nowMs: number): number {
  if (sinceMs === null || periodSeconds <= 0) return 1;
  return Math.min(1, Math.max(LEAST_SHARE, (nowMs - sinceMs) / (periodSeconds * 1000)));
}
