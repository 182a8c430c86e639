import type { HeaderFields } from "./header-fields.ts";
import { headerNameAt } from "./header-name.ts";

const SPACE = 0x20;
const TAB = 0x09;

/** What a header line can be, worst last. */
export type HeaderLineFault =
  /** Every line is a header line. */
  | "none"
  /** A line without a name, or of spaces only: it is left out. */
  | "empty"
  /** A line without a colon, or one that continues the line before. */
  | "malformed"
  /** A line is longer than a header may be. */
  | "too long";

/**
 * Reads lines that end with CRLF into `fields`: values without the spaces around them, all else as it came.
 * @param text has no CR or LF but those of its line ends; @param from where the first line begins, @param to where the last ends.
 * @param maxLineBytes with the line's end; a `Cookie` may be longer (rule R7.9).
 */
export function readHeaderLines(
  text: string,
  from: number,
  to: number,
  fields: HeaderFields,
  maxLineBytes: number,
): HeaderLineFault {
  let fault: HeaderLineFault = "none";
  for (let at = from; at < to;) {
    let end = text.indexOf("\r\n", at);
    if (end < 0 || end > to) end = to;
    const colon = text.indexOf(":", at);
    const first = text.charCodeAt(at);
    if (first === SPACE || first === TAB || colon < 0 || colon >= end) {
      if (trimmed(text, at, end) !== "") return "malformed";
      fault = "empty";
    } else if (colon === at) {
      fault = "empty";
    } else {
      fields.addLine(headerNameAt(text, at, colon), trimmed(text, colon + 1, end));
      if (end + 2 - at >= maxLineBytes && fields.key(fields.length - 1) !== "cookie") return "too long";
    }
    at = end + 2;
  }
  return fault;
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
