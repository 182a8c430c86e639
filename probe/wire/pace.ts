import { setTimeout as sleep } from "node:timers/promises";

/** The time limit has passed; what was not measured by then is not measured. */
export class OutOfTime extends Error {
  override name = "OutOfTime";
}

export interface PaceOptions {
  perSecond: number;
  seconds: number;
  /** From 0 to 1, as `Math.random`. */
  random?: () => number;
}

export type Pace = ReturnType<typeof createPace>;

/**
 * At most `perSecond` requests a second, evenly spaced, and none after `seconds`. Of those that wait, a random one of
 * the most urgent goes next: in a fixed order, a balancer that takes turns would always lead the same visitor to the
 * same instance.
 */
export function createPace({ perSecond, seconds, random = Math.random }: PaceOptions) {
  const deadline = performance.now() + seconds * 1000;
  const waiting: { urgency: number; go(): void; giveUp(error: OutOfTime): void }[] = [];
  let next = performance.now();
  let requests = 0;
  let isServing = false;

  async function serve(): Promise<void> {
    isServing = true;
    // Those who ask in the same turn of the event loop are chosen from together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const now = performance.now();
      if (Math.max(now, next) >= deadline) {
        for (const one of waiting.splice(0)) one.giveUp(new OutOfTime());
        break;
      }
      // A timer counts whole milliseconds.
      if (next - now >= 1) {
        await sleep(next - now);
        continue;
      }
      const urgency = Math.max(...waiting.map((one) => one.urgency));
      const urgent = waiting.filter((one) => one.urgency === urgency);
      const chosen = urgent[Math.floor(random() * urgent.length)]!;
      waiting.splice(waiting.indexOf(chosen), 1);
      next = Math.max(now, next) + 1000 / perSecond;
      requests += 1;
      chosen.go();
    }
    isServing = false;
  }

  return {
    /** Resolves when the next request may start; throws `OutOfTime` after the time limit. */
    turn(urgency = 0): Promise<void> {
      return new Promise((resolve, reject) => {
        waiting.push({ urgency, go: resolve, giveUp: reject });
        if (!isServing) void serve();
      });
    },
    /** Milliseconds until the time limit, at least 0. */
    left: () => Math.max(0, deadline - performance.now()),
    /** How many turns have been given. */
    requests: () => requests,
  };
}
