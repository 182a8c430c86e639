/** A line that an instance can log, read off its source. */
export interface LoggedLine {
  msg: string;
  level: string;
  /** Its own fields; a spread of something else is not followed. */
  fields: string[];
}

/** Finds each `log.LEVEL({ … }, "message")` in a file; `apart` is the logger of what concerns the log itself. */
export function loggedLines(source: string): LoggedLine[] {
  return [...source.matchAll(/\b(?:log|apart)\.(trace|debug|info|warn|error|fatal)\(/g)].flatMap((match) => {
    const args = topLevel(source.slice(match.index + match[0].length));
    const messages = [...(args.at(-1) ?? "").matchAll(/"([^"]+)"/g)].map(([, msg]) => msg!);
    const fields = args.length > 1 ? fieldsOf(args[0]!, source) : [];
    return messages.map((msg) => ({ msg, level: match[1]!, fields }));
  });
}

/** The arguments of a call, up to its closing parenthesis. */
function topLevel(text: string): string[] {
  const args = [""];
  let depth = 0;
  let quote = "";
  for (const char of text) {
    if (quote) quote = char === quote ? "" : quote;
    else if (`"'\``.includes(char)) quote = char;
    else if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) depth -= 1;
    if (depth < 0) break;
    if (char === "," && depth === 0 && !quote) args.push("");
    else args[args.length - 1] += char;
  }
  return args.map((arg) => arg.trim()).filter((arg) => arg !== "");
}

function fieldsOf(argument: string, source: string): string[] {
  const literal = argument.startsWith("{")
    ? argument
    : definitionOf(/\w+$/.exec(argument.split("?").at(-1)!.trim())?.[0], source);
  if (literal === null) return [];
  return topLevel(literal.slice(1)).flatMap((part) => {
    const name = /^(\w+)\s*(?::|$)/.exec(part)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** The object literal that a constant of this name is set to. */
function definitionOf(name: string | undefined, source: string): string | null {
  const at = name === undefined ? -1 : source.indexOf(`const ${name} = {`);
  return at < 0 ? null : source.slice(source.indexOf("{", at));
}
