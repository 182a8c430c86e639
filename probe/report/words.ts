/** `1 instance`, `3 instances`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `72.7 %` of 0.7272. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `2026-11-25 01:57 UTC` of `2026-11-25T01:57:20.893Z`. */
export function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}

export function secondsOf(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
