const PLURALS: Record<string, string> = { person: "people" };

/** "1 message", "4 messages", "2 people". */
export function countOf(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : (PLURALS[noun] ?? `${noun}s`)}`;
}
