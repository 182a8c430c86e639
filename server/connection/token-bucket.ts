/** Lets `burst` through at once and `perSecond` in the long run. */
export interface Rate {
  perSecond: number;
  burst: number;
}

export function createTokenBucket(limit: Rate, now: () => number = Date.now): TokenBucket {
  return new TokenBucket(limit, now);
}

/** A class, since each connection has some: functions of their own would be most of what they hold. */
class TokenBucket {
  private readonly limit: Rate;
  private readonly now: () => number;
  private tokens: number;
  private refilledAt: number;

  constructor(limit: Rate, now: () => number) {
    this.limit = limit;
    this.now = now;
    this.tokens = limit.burst;
    this.refilledAt = now();
  }

  /** True when one more may pass. */
  take(): boolean {
    if (this.refill() < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** True when one more could pass now. */
  hasOne(): boolean {
    return this.refill() >= 1;
  }

  /** Pays for what turned out to cost more than one; later requests wait until it is paid off. */
  spend(cost: number): void {
    this.refill();
    this.tokens -= cost;
  }

  private refill(): number {
    const at = this.now();
    const { perSecond, burst } = this.limit;
    // A clock that is set back gives nothing and takes nothing.
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, at - this.refilledAt) / 1_000) * perSecond);
    this.refilledAt = at;
    return this.tokens;
  }
}

export type { TokenBucket };

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
