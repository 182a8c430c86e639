/** A piece of a sentence: plain text, or the name of an instance. */
export interface Piece {
  text: string;
  isInstance: boolean;
}

/** Cuts a sentence where it names one of these instances; `chat-1` is not in `chat-12`. */
export function splitByInstance(sentence: string, instances: readonly string[]): Piece[] {
  if (instances.length === 0) return [{ text: sentence, isInstance: false }];
  const names = instances.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const known = new RegExp(`(?<![\\w-])(${names.join("|")})(?![\\w-])`);
  return sentence
    .split(known)
    .map((text, index) => ({ text, isInstance: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}
