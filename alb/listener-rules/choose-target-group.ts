export interface Weighted {
  readonly weight: number;
}

/**
 * Rule R10.9: one of an action's groups by its weight; a group of weight 0 gets nothing.
 * @param random from 0 up to but not 1. @returns null when all weights are 0.
 */
export function chooseTargetGroup<T extends Weighted>(groups: readonly T[], random: () => number): T | null {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return null;
  let left = random() * total;
  for (const group of groups) {
    left -= group.weight;
    if (left < 0) return group;
  }
  // Rounding: the last one that has a weight.
  return groups.findLast(({ weight }) => weight > 0) ?? null;
}
