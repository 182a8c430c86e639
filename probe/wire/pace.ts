import { setTimeout as sleep } from "node:timers/promises";

/** The time limit has passed; what was not measured by then is not measured. */
export class OutOfTime extends Error {
  override name = "OutOfTime";
}

export interface Pace {
  /** Resolves when the next request may start; throws `OutOfTime` after the time limit. */
  turn(): Promise<void>;
  /** Milliseconds until the time limit, at least 0. */
  left(): number;
  /** How many turns have been given. */
  requests(): number;
}

/** At most `perSecond` requests a second, evenly spaced, and none after `seconds`. */
export function createPace({ perSecond, seconds }: { perSecond: number; seconds: number }): Pace {
  const deadline = performance.now() + seconds * 1000;
  let next = performance.now();
  let requests = 0;
  return {
    async turn() {
      const now = performance.now();
      const mine = Math.max(now, next);
      if (mine >= deadline) throw new OutOfTime();
      next = mine + 1000 / perSecond;
      requests += 1;
      // A timer counts whole milliseconds.
      if (mine - now >= 1) await sleep(mine - now);
    },
    left: () => Math.max(0, deadline - performance.now()),
    requests: () => requests,
  };
}
