const natural = new Intl.Collator("en", { numeric: true });

/** Natural order of instance names: chat-2 before chat-10. */
export function compareInstances(a: string, b: string): number {
  return natural.compare(a, b);
}
