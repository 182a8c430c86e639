import type { HeaderFields } from "../headers/header-fields.ts";

/**
 * How the end of a request's body is found: by so many bytes (0: there is none), or by chunks. "unsupported": an encoding
 * that this load balancer does not take (rule R7.8, 501); "undecidable": nobody can tell (400).
 */
export type RequestFraming = number | "chunked" | "unsupported" | "undecidable";

/** Chunks go before a length (RFC 9112, 6.3); equal lengths count as one. Header names have to match exactly. */
export function requestFraming(headers: HeaderFields): RequestFraming {
  let length: number | null = null;
  let encodings: string[] | null = null;
  for (let i = 0; i < headers.length; i += 1) {
    const key = headers.key(i);
    if (key === "content-length") {
      const value = headers.values[i]!;
      const one = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!Number.isSafeInteger(one) || (length !== null && length !== one)) return "undecidable";
      length = one;
    } else if (key === "transfer-encoding") {
      encodings ??= [];
      encodings.push(...headers.values[i]!.split(",").map((one) => one.trim().toLowerCase()));
    }
  }
  if (encodings === null) return length ?? 0;
  const named = encodings.filter((one) => one !== "identity");
  if (named.length === 0) return length ?? 0;
  return named.every((one) => one === "chunked") ? "chunked" : "unsupported";
}
