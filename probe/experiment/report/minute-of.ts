/** A time for people, as in `2026-11-25 01:57 UTC`, of one as in `2026-11-25T01:57:20.893Z`. */
export function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}
