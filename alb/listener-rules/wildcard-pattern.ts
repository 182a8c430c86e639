/** A value of a condition: `*` stands for any number of characters, `?` for exactly one. */
export type WildcardPattern = (text: string) => boolean;

type Token = { kind: "any" } | { kind: "one" } | { kind: "literal"; char: string };

export interface WildcardOptions {
  ignoreCase: boolean;
  /** Whether `\` before `*`, `?` or `\` makes a plain character of it: query strings only. */
  escapes: boolean;
}

/** Rules R10.2 to R10.6. Its time grows with text × pattern at most, for any text and pattern. */
export function wildcardPattern(pattern: string, options: WildcardOptions): WildcardPattern {
  const fold = (text: string) => (options.ignoreCase ? text.toLowerCase() : text);
  const tokens = tokenize(fold(pattern), options.escapes);
  return (text) => matches(tokens, fold(text));
}

/** How many wildcards a value holds. */
export function countWildcards(pattern: string, escapes: boolean): number {
  return tokenize(pattern, escapes).filter(({ kind }) => kind !== "literal").length;
}

function tokenize(pattern: string, escapes: boolean): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern[i]!;
    const next = pattern[i + 1];
    if (escapes && char === "\\" && next !== undefined && "*?\\".includes(next)) {
      tokens.push({ kind: "literal", char: next });
      i += 1;
    } else if (char === "*") tokens.push({ kind: "any" });
    else if (char === "?") tokens.push({ kind: "one" });
    else tokens.push({ kind: "literal", char });
  }
  return tokens;
}

function matches(tokens: readonly Token[], text: string): boolean {
  let at = 0;
  let token = 0;
  // Where the last `*` stood, and how much of the text it has taken so far.
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    const one = tokens[token];
    if (one?.kind === "any") {
      star = token;
      taken = at;
      token += 1;
    } else if (one && (one.kind === "one" || one.char === text[at])) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      token = star + 1;
    } else return false;
  }
  return tokens.slice(token).every(({ kind }) => kind === "any");
}
