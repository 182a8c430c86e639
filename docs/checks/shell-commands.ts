/** One simple command of a shell block: its words without quotes, and the line of the block that it begins on. */
export interface ShellCommand {
  words: string[];
  /** The whole line that it stands in, as written, continuation lines joined. */
  line: string;
  lineNumber: number;
}

/** The commands in a shell block: split at line ends, `&&`, `||`, `;` and `|`; comments dropped, quotes taken off. */
export function shellCommands(block: string): ShellCommand[] {
  return logicalLines(block).flatMap(({ text, number }) =>
    splitCommands(text).map((words) => ({ words, line: text, lineNumber: number })),
  );
}

/** Lines as a shell sees them: those that end with a backslash belong to the next one; blank ones and comments go. */
export function logicalLines(block: string): { text: string; number: number }[] {
  const lines: { text: string; number: number }[] = [];
  let open: { text: string; number: number } | null = null;
  for (const [index, raw] of block.split("\n").entries()) {
    const current: { text: string; number: number } = open ?? { text: "", number: index + 1 };
    const continues = raw.endsWith("\\");
    current.text += continues ? `${raw.slice(0, -1).trimEnd()} ` : raw;
    open = continues ? current : null;
    if (!continues) lines.push({ ...current, text: current.text.replaceAll(/\s+/g, " ").trim() });
  }
  return lines.filter(({ text }) => text !== "" && !text.startsWith("#"));
}

function splitCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  const parts = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(&&|\|\||[;|])|(\s+)|(#.*$)|([^\s"'&|;#]+|[&#])/y;
  let word: string | null = null;
  const endWord = () => {
    if (word !== null) commands.at(-1)!.push(word);
    word = null;
  };
  for (let match = parts.exec(line); match; match = parts.exec(line)) {
    const [, double, single, separator, space, comment, bare] = match;
    if (comment !== undefined && word === null) break;
    if (space !== undefined) endWord();
    else if (separator !== undefined) {
      endWord();
      commands.push([]);
    } else word = (word ?? "") + (double ?? single ?? bare ?? comment ?? "");
  }
  endWord();
  // VARIABLE=value before a command is not the command.
  return commands
    .map((words) => words.slice(words.findIndex((one) => !/^[A-Z_][A-Z0-9_]*=/i.test(one))))
    .filter((words) => words.length > 0);
}
