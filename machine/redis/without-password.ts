/** A URL as it may be shown, also one that is none: without what stands before the `@`. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, "//");
}
