export interface Sample {
  /** Since the beginning. */
  seconds: number;
  value: number;
}

export interface Trend {
  /** Of the samples after the warm-up. */
  mean: number;
  /** Of the line with the least squares through them, an hour. */
  slopePerHour: number;
  /** That line rises by more than its own noise, and by more than `tolerance` of the mean, over the time that was measured. */
  grows: boolean;
}

/** The first third is warm-up: code is compiled, caches fill. */
const WARM_UP = 1 / 3;

/** How one figure of one process went. @throws {RangeError} for less than three samples after the warm-up. */
export function trendOf(samples: readonly Sample[], tolerance: number): Trend {
  const end = samples.at(-1)?.seconds ?? 0;
  const kept = samples.filter(({ seconds }) => seconds >= end * WARM_UP);
  if (kept.length < 3) throw new RangeError(`${kept.length} samples after the warm-up; allowed: at least 3`);
  const mean = average(kept.map(({ value }) => value));
  const middle = average(kept.map(({ seconds }) => seconds));
  const spread = kept.reduce((sum, { seconds }) => sum + (seconds - middle) ** 2, 0);
  const slope = kept.reduce((sum, { seconds, value }) => sum + (seconds - middle) * (value - mean), 0) / spread;
  const squares = kept.reduce((sum, { seconds, value }) => sum + (value - mean - slope * (seconds - middle)) ** 2, 0);
  // Twice the standard error of the slope: what chance alone makes of a flat line, 19 times of 20.
  const noise = 2 * Math.sqrt(squares / (kept.length - 2) / spread);
  const rise = (slope - noise) * (end * (1 - WARM_UP));
  return { mean, slopePerHour: slope * 3_600, grows: rise > tolerance * mean };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
