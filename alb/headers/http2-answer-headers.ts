import type { OutgoingHttpHeaders } from "node:http2";
import type { AnswerHead } from "../exchange/answer-head.ts";
import { hopByHop } from "./hop-by-hop.ts";

/** HTTP/2 forbids them, or has frames for what they say. */
const NOT_OF_HTTP2 = new Set(["transfer-encoding", "http2-settings", "te"]);

/** What a client of HTTP/2 receives for a target's head: names in lower case, lines of one name joined but for cookies. */
export function http2AnswerHeaders(answer: AnswerHead, setCookies: readonly string[]): OutgoingHttpHeaders {
  const { kinds, values } = answer.headers;
  const hop = hopByHop(answer.headers);
  const headers: Record<string, string | number | string[]> = { ":status": answer.status };
  const cookies: string[] = [];
  for (let i = 0; i < kinds.length; i += 1) {
    const { key } = kinds[i]!;
    const value = values[i]!;
    if (hop.has(key) || NOT_OF_HTTP2.has(key)) continue;
    const before = headers[key];
    if (key === "set-cookie") cookies.push(value);
    else if (before === undefined) headers[key] = value;
    else if (key !== "content-length") headers[key] = `${before as string}, ${value}`;
  }
  if (cookies.length + setCookies.length > 0) headers["set-cookie"] = [...cookies, ...setCookies];
  return headers;
}
