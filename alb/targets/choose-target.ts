export type Algorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

export interface Chooser {
  /** One of `eligible`, which is not empty. */
  choose<T extends { outstanding: number }>(eligible: readonly T[], algorithm: Algorithm): T;
}

/** Rules R3.1, R3.2, R3.4: the choice of one node; each request moves its sequence on. */
export function createChooser(random: () => number = Math.random): Chooser {
  let turn = 0;
  return {
    choose(eligible, algorithm) {
      if (algorithm === "weighted_random") return eligible[Math.floor(random() * eligible.length)]!;
      const start = turn++ % eligible.length;
      if (algorithm === "round_robin") return eligible[start]!;
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
