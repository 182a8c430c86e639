/** Lets `burst` through at once and `perSecond` in the long run. */
export interface Rate {
  perSecond: number;
  burst: number;
}

export function createTokenBucket(limit: Rate, now: () => number = Date.now) {
  let tokens = limit.burst;
  let refilledAt = now();

  function refill(): number {
    const at = now();
    // A clock that is set back gives nothing and takes nothing.
    tokens = Math.min(limit.burst, tokens + (Math.max(0, at - refilledAt) / 1_000) * limit.perSecond);
    refilledAt = at;
    return tokens;
  }

  return {
    /** True when one more may pass. */
    take: (): boolean => {
      if (refill() < 1) return false;
      tokens -= 1;
      return true;
    },
    /** True when one more could pass now. */
    hasOne: (): boolean => refill() >= 1,
    /** Pays for what turned out to cost more than one; later requests wait until it is paid off. */
    spend: (cost: number): void => {
      refill();
      tokens -= cost;
    },
  };
}

export type TokenBucket = ReturnType<typeof createTokenBucket>;

/** A bucket for each key, such as an address. At most `maxKeys` are kept; beyond, the one used least recently is forgotten. */
export function createTokenBuckets(limit: Rate, maxKeys = 10_000, now: () => number = Date.now) {
  const buckets = new Map<string, TokenBucket>();
  return {
    of: (key: string): TokenBucket => {
      const bucket = buckets.get(key) ?? createTokenBucket(limit, now);
      buckets.delete(key);
      buckets.set(key, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest);
      return bucket;
    },
  };
}
