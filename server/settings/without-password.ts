/** A URL as it may be shown, even a malformed one: without what stands before the `@`. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, "//***@");
}
