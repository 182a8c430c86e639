/** Lets `burst` through at once and `perSecond` in the long run. */
export function createTokenBucket(limit: { perSecond: number; burst: number }, now: () => number = Date.now) {
  let tokens = limit.burst;
  let refilledAt = now();
  return {
    /** True when one more may pass. */
    take: (): boolean => {
      const at = now();
      // A clock that is set back gives nothing and takes nothing.
      tokens = Math.min(limit.burst, tokens + (Math.max(0, at - refilledAt) / 1_000) * limit.perSecond);
      refilledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
