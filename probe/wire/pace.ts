import { setImmediate, setTimeout as sleep } from "node:timers/promises";

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

/** How a request takes its turn. */
export interface Turn {
  /** Of those that wait, the most urgent go first. */
  urgency?: number;
  /** It goes at the same moment as all others that wait and say so; what follows waits for so much longer. */
  isTogether?: boolean;
}

/**
 * At most `perSecond` requests a second on average, evenly spaced but for those that go together, and none after
 * `seconds`. Of those that wait, a random one of the most urgent goes next: in a fixed order, a balancer that takes
 * turns would always lead the same visitor to the same instance.
 */
export function createPace({ perSecond, seconds, random = Math.random }: PaceOptions) {
  const deadline = performance.now() + seconds * 1000;
  const waiting: (Required<Turn> & { go(): void; giveUp(error: OutOfTime): void })[] = [];
  let next = performance.now();
  let requests = 0;
  let isServing = false;

  /** Takes a random one of the most urgent of these out of those that wait. */
  function choose(isAsked: (one: Required<Turn>) => boolean) {
    const asked = waiting.filter(isAsked);
    const urgency = Math.max(...asked.map((one) => one.urgency));
    const urgent = asked.filter((one) => one.urgency === urgency);
    const chosen = urgent[Math.floor(random() * urgent.length)]!;
    waiting.splice(waiting.indexOf(chosen), 1);
    return chosen;
  }

  async function serve(): Promise<void> {
    isServing = true;
    // Those who ask in the same turn of the event loop are chosen from together.
    await setImmediate();
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
      const first = choose(() => true);
      const others = first.isTogether ? Math.min(perSecond, waiting.length + 1) - 1 : 0;
      next = Math.max(now, next);
      for (let one: typeof first | undefined = first, left = others; one; left -= 1) {
        next += 1000 / perSecond;
        requests += 1;
        one.go();
        const isMore = left > 0 && waiting.some(({ isTogether }) => isTogether);
        one = isMore ? choose(({ isTogether }) => isTogether) : undefined;
      }
    }
    isServing = false;
  }

  return {
    /** Resolves when the next request may start; throws `OutOfTime` after the time limit. */
    turn({ urgency = 0, isTogether = false }: Turn = {}): Promise<void> {
      return new Promise((resolve, reject) => {
        waiting.push({ urgency, isTogether, go: resolve, giveUp: reject });
        if (!isServing) void serve();
      });
    },
    /** Milliseconds until the time limit, at least 0. */
    left: () => Math.max(0, deadline - performance.now()),
    /** How many turns have been given. */
    requests: () => requests,
  };
}
