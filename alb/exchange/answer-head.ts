import { HeaderFields } from "../headers/header-fields.ts";
import { readHeaderLines } from "../headers/read-header-lines.ts";

/** Rule R7.9: more response headers than this are a bad gateway. */
export const MAX_ANSWER_HEADERS = 32 * 1024;
const MAX_STATUS_LINE = 16 * 1024;
export const ANSWER_LIMITS = [MAX_STATUS_LINE, MAX_ANSWER_HEADERS] as const;

/** How the end of an answer's body is found: by so many bytes, by chunks, or by the end of the connection. */
export type AnswerFraming = number | "chunked" | "close";

/** A target's answer, without its body. */
export interface AnswerHead {
  readonly status: number;
  readonly phrase: string;
  readonly headers: HeaderFields;
  /** What its headers say. An answer to `HEAD`, a 204 and a 304 never have a body. */
  readonly framing: AnswerFraming;
  /** The target lets its connection be used again. */
  readonly keepsConnection: boolean;
}

const STATUS_LINE = /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?$/;

/**
 * Reads what a target answers. It is read strictly: what a client could read otherwise is a bad gateway.
 * @param text a head with its empty line, one character a byte; @param lineEnd where its first line ends.
 * @returns null when it is malformed.
 */
export function readAnswerHead(text: string, lineEnd: number, hasControls: boolean): AnswerHead | null {
  const line = text.slice(0, lineEnd);
  if (hasControls || !STATUS_LINE.test(line)) return null;
  const minor = line.charAt("HTTP/1.".length);
  const phrase = line.slice("HTTP/1.1 200 ".length);
  const headers = new HeaderFields();
  if (readHeaderLines(text, lineEnd + 2, text.length - 2, headers, Number.POSITIVE_INFINITY) !== "none") return null;
  if (!headers.haveTokenNames) return null;
  const framing = answerFraming(headers, minor);
  if (framing === null) return null;
  const keepsConnection =
    minor === "1" ? !headers.hasToken("connection", "close") : headers.hasToken("connection", "keep-alive");
  return { status: Number(line.slice(9, 12)), phrase, headers, framing, keepsConnection };
}

function answerFraming(headers: HeaderFields, minor: string): AnswerFraming | null {
  let framing: AnswerFraming = "close";
  for (let i = 0; i < headers.length; i += 1) {
    const key = headers.key(i);
    if (key === "content-length") {
      const value = headers.values[i]!;
      const length = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!Number.isSafeInteger(length) || (framing !== "close" && framing !== length)) return null;
      framing = length;
    } else if (key === "transfer-encoding") {
      const isChunked = headers.values[i]!.toLowerCase() === "chunked" && minor === "1";
      if (!isChunked || typeof framing === "number") return null;
      framing = "chunked";
    }
  }
  return framing;
}
