/** How many of `people` are on each of `instances` when they are dealt out in turn. */
export function evenSpread(people: number, instances: number): number[] {
  return Array.from({ length: instances }, (_, index) => Math.floor((people + instances - 1 - index) / instances));
}

/**
 * The share of messages between people that is lost when each instance has a room of its own: who shares no instance
 * with the sender. For K people spread evenly over N instances that is (1 − 1/N) · K/(K−1).
 */
export function lossOfSpread(spread: readonly number[]): number {
  const people = spread.reduce((sum, count) => sum + count, 0);
  const together = spread.reduce((sum, count) => sum + count * (count - 1), 0);
  return people < 2 ? 0 : 1 - together / (people * (people - 1));
}
