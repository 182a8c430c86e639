export type Algorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

export interface Chooser {
  /**
   * One of `eligible`, which is not empty.
   * @param share of a full turn that round robin gives a target now, from 0 to 1: less while it starts slowly.
   */
  choose<T extends { outstanding: number }>(
    eligible: readonly T[],
    algorithm: Algorithm,
    share?: (target: T) => number,
  ): T;
}

/** Rules R3.1, R3.2, R3.4, R3.10: the choice of one node; each request moves its sequence on. */
export function createChooser(random: () => number = Math.random): Chooser {
  let turn = 0;
  // How much of a turn a target has gathered that gets less than a whole one.
  const gathered = new WeakMap<object, number>();

  function hasTurn(target: object, share: number): boolean {
    if (share >= 1) return true;
    const sum = (gathered.get(target) ?? 0) + share;
    gathered.set(target, sum >= 1 ? sum - 1 : sum);
    return sum >= 1;
  }

  return {
    choose(eligible, algorithm, share = () => 1) {
      if (algorithm === "weighted_random") return eligible[Math.floor(random() * eligible.length)]!;
      const start = turn++ % eligible.length;
      if (algorithm === "round_robin") {
        for (let i = 0; i < eligible.length; i += 1) {
          const one = eligible[(start + i) % eligible.length]!;
          if (!hasTurn(one, share(one))) continue;
          turn += i;
          return one;
        }
        return eligible[start]!;
      }
      // The fewest requests in progress; among equals the next in turn.
      let best = eligible[start]!;
      for (let i = 1; i < eligible.length; i += 1) {
        const one = eligible[(start + i) % eligible.length]!;
        if (one.outstanding < best.outstanding) best = one;
      }
      return best;
    },
  };
}
