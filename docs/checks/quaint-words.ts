/** The words of CONTRIBUTING.md's table, each as in `is no X`. */
export function quaintWords(contributing: string): string[] {
  return [...contributing.matchAll(/^\| `([^`]+)` \|/gm)].map(([, words]) => words!);
}

/** Where a page, or a file of code, uses them. `X` stands for any word; "there is no" and "is no longer" are plain. */
export function quaintPlaces(
  page: { path: string; prose: readonly { text: string; line: number }[] },
  words: readonly string[],
): string[] {
  return page.prose.flatMap(({ text, line }) =>
    words
      .filter((one) => patternOf(one).test(text))
      .map((one) => `${page.path}:${line}: "${one}"; CONTRIBUTING.md says what to write`),
  );
}

function patternOf(words: string): RegExp {
  const pattern = words.replaceAll(/\s+/g, "\\s+").replace("X", "(?!longer|more)\\w+");
  return new RegExp(`(?<!\\bthere\\s+)\\b${pattern}\\b`, "i");
}
