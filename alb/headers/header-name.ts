/** What a header's name is. */
export interface HeaderName {
  /** As it came. */
  readonly name: string;
  /** In lower case: what lookups compare. */
  readonly key: string;
  /** HTTP allows it. */
  readonly isToken: boolean;
  /** Letters, digits and hyphens only: rule R7.5. */
  readonly isPlain: boolean;
  /** What common ways of cleaning text up turn it into, and a header that frames a body is (rule R7.6). */
  readonly resembles: "transfer-encoding" | "content-length" | null;
}

const TOKEN = /^[!#$%&'*+.^_`|~\da-z-]+$/;
const PLAIN = /^[-a-z\d]+$/;
const LIKE_TRANSFER_ENCODING = alike("transfer-encoding");
const LIKE_CONTENT_LENGTH = alike("content-length");

/** Names that are kept; clients send few, and one that makes names up must not fill the memory. */
const MAX_KNOWN = 1_000;
const MAX_KNOWN_LENGTH = 64;
const known = new Map<string, HeaderName>();
/** Some of them, by their length and two of their letters: a name that is looked at in its place needs no string. */
const SLOTS = 512;
const slots: (HeaderName | undefined)[] = Array.from({ length: SLOTS });

/** Judges a name, each only once. */
export function headerName(name: string): HeaderName {
  const found = known.get(name);
  if (found) return found;
  if (name.length > MAX_KNOWN_LENGTH) return judge(name);
  if (known.size >= MAX_KNOWN) known.clear();
  // A copy: a part of a head would keep all of it in memory.
  const made = judge(Buffer.from(name, "latin1").toString("latin1"));
  known.set(made.name, made);
  return made;
}

/** The same for a part of a head, which is not empty. */
export function headerNameAt(text: string, from: number, to: number): HeaderName {
  const length = to - from;
  const slot = (length * 31 + text.charCodeAt(from) * 7 + text.charCodeAt(to - 1)) % SLOTS;
  const found = slots[slot];
  if (found !== undefined && found.name.length === length && text.startsWith(found.name, from)) return found;
  const made = headerName(text.slice(from, to));
  if (length <= MAX_KNOWN_LENGTH) slots[slot] = made;
  return made;
}

function judge(name: string): HeaderName {
  const key = name.toLowerCase();
  return { name, key, isToken: TOKEN.test(key), isPlain: PLAIN.test(key), resembles: resembled(key) };
}

function resembled(key: string): HeaderName["resembles"] {
  if (LIKE_TRANSFER_ENCODING.test(key)) return "transfer-encoding";
  return LIKE_CONTENT_LENGTH.test(key) ? "content-length" : null;
}

/**
 * A name itself and those like it: with other signs for its hyphen or around it, with spaces and control characters between
 * its letters, with letters that become these in upper case (two latin1 characters each, of which the first may have been
 * put in lower case).
 */
function alike(name: string): RegExp {
  const letters = name.split("").map((letter) => {
    if (letter === "-") return "[^a-z\\d]*";
    const same = { s: "(?:s|[\xc5\xe5]\xbf)", i: "(?:i|[\xc4\xe4]\xb1)" }[letter] ?? letter;
    return `${same}[\\0- ]*`;
  });
  return new RegExp(`^[^a-z\\d]*${letters.join("")}[^a-z\\d]*$`);
}
