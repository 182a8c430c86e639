/** Chances that come again with the same seed. */
export interface Random {
  /** A whole number from 0 to `below`, without it. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of these, each as often as its weight says. */
  weighted<T extends { weight: number }>(from: readonly T[]): T;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    weighted(from) {
      let rest = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      return from.find(({ weight }) => (rest -= weight) < 0) ?? from.at(-1)!;
    },
  };
}
