import type { HeaderFields } from "../headers/header-fields.ts";
import type { HttpVersion } from "./route-decision.ts";

/** A class and a reason of desync mitigation, as the access log names them (rule R7.6). */
export interface Classification {
  readonly class: "Acceptable" | "Ambiguous" | "Severe";
  readonly reason: string;
}

/** A head that was taken apart but not judged. */
export interface UnjudgedHead {
  readonly method: string;
  readonly target: string;
  readonly version: HttpVersion;
  readonly headers: HeaderFields;
  /** A header without a name, or a line of spaces only, was left out. */
  readonly hasEmptyHeader: boolean;
  /** There are spaces behind the version. */
  readonly hasPaddedVersion: boolean;
  /** Somewhere in it there is a control character. */
  readonly hasControls: boolean;
}

const ORDER = { Acceptable: 1, Ambiguous: 2, Severe: 3 };
const CONTROL = /[^\t\x20-\x7e\x80-\xff]/;
const ENCODINGS = new Set(["chunked", "compress", "deflate", "gzip", "identity"]);

/**
 * Rule R7.6: classifies a request as AWS's http-desync-guardian does. The worst class wins, and its first reason.
 * @returns null for a compliant request.
 */
export function classifyRequest(head: UnjudgedHead): Classification | null {
  if (hasNothingToNote(head)) return null;
  const { method, target, version, headers, hasControls } = head;
  let worst: Classification | null = null;
  const note = (to: Classification["class"], reason: string) => {
    if (!worst || ORDER[to] > ORDER[worst.class]) worst = { class: to, reason };
  };

  const lengths: string[] = [];
  const encodings: string[] = [];
  for (let i = 0; i < headers.length; i += 1) {
    const { key, isToken, resembles } = headers.kinds[i]!;
    const value = headers.values[i]!;
    if (hasControls && (key.includes("\0") || value.includes("\0"))) note("Severe", "BadHeader");
    else if (!isToken || (hasControls && CONTROL.test(value))) note("Acceptable", "NonCompliantHeader");
    if (resembles === null) continue;
    if (key !== resembles) note("Ambiguous", "SuspiciousHeader");
    (resembles === "content-length" ? lengths : encodings).push(value);
  }
  if (head.hasEmptyHeader) note("Ambiguous", "EmptyHeader");

  if (version === "1.0" && encodings.length > 0) note("Ambiguous", "UndefinedTransferEncodingSemantics");
  else if (encodings.length > 0 || lengths.length > 0) classifyBody(method, encodings, lengths, note);

  if (hasControls && target.includes("\0")) note("Severe", "BadUri");
  else if (hasControls && /[^\x20-\x7e\x80-\xff]/.test(target)) note("Ambiguous", "AmbiguousUri");
  else if (target.includes(" ")) note("Acceptable", "SpaceInUri");
  if (head.hasPaddedVersion) note("Acceptable", "NonCompliantVersion");
  return worst;
}

/** What is true of nearly every request, so that it costs next to nothing. */
function hasNothingToNote({ target, headers, hasEmptyHeader, hasPaddedVersion, hasControls }: UnjudgedHead): boolean {
  if (hasControls || hasEmptyHeader || hasPaddedVersion || target.includes(" ")) return false;
  for (let i = 0; i < headers.length; i += 1) {
    const { isToken, resembles } = headers.kinds[i]!;
    if (!isToken || resembles !== null) return false;
  }
  return true;
}

function classifyBody(
  method: string,
  encodings: readonly string[],
  lengths: readonly string[],
  note: (to: Classification["class"], reason: string) => void,
): void {
  let chunked = 0;
  for (const encoding of encodings.flatMap((value) => value.split(","))) {
    const name = encoding.split(";")[0]!.trim().toLowerCase();
    if (!ENCODINGS.has(name)) note("Severe", "BadTransferEncoding");
    if (name === "chunked" && (chunked += 1) > 1) note("Severe", "MultipleTransferEncodingChunked");
  }
  let length: bigint | null = null;
  for (const text of lengths) {
    if (!/^\d+$/.test(text) || BigInt(text) >= 2n ** 64n) note("Severe", "BadContentLength");
    else if (length === null) length = BigInt(text);
    else if (length === BigInt(text)) note("Ambiguous", "DuplicateContentLength");
    else note("Severe", "MultipleContentLength");
  }
  if (method === "GET" || method === "HEAD") {
    if (encodings.length > 0) note("Ambiguous", "UndefinedTransferEncodingSemantics");
    if (length === 0n) note("Acceptable", "GetHeadZeroContentLength");
    else if (length !== null) note("Ambiguous", "UndefinedContentLengthSemantics");
  }
  if (encodings.length > 0 && length !== null) note("Ambiguous", "BothTeClPresent");
}
