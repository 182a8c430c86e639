import type { AnswerHead } from "../exchange/answer-head.ts";
import { hopByHop } from "./hop-by-hop.ts";

/** How a client learns where an answer's body ends. "none": it has no body; what frames one is only told. */
export type RelayedFraming = "none" | "length" | "chunked" | "close";

/** The head that a client receives for a target's: everything as it came but what belongs to one connection only. */
export function clientAnswerHead(
  answer: AnswerHead,
  framing: RelayedFraming,
  setCookies: readonly string[],
  keepsConnection: boolean,
): string {
  const { names, kinds, values } = answer.headers;
  const hop = hopByHop(answer.headers);
  let text = `HTTP/1.1 ${answer.status} ${answer.phrase}\r\n`;
  let isFramed = false;
  for (let i = 0; i < names.length; i += 1) {
    const { key } = kinds[i]!;
    if (key === "content-length" || key === "transfer-encoding") {
      if (isFramed || framing === "close" || (key === "content-length" && framing === "chunked")) continue;
      isFramed = true;
    } else if (hop.has(key)) {
      continue;
    }
    text += `${names[i]}: ${values[i]}\r\n`;
  }
  if (framing === "chunked" && !isFramed) text += "Transfer-Encoding: chunked\r\n";
  for (const cookie of setCookies) text += `Set-Cookie: ${cookie}\r\n`;
  return `${text}Connection: ${keepsConnection ? "keep-alive" : "close"}\r\n\r\n`;
}

/** A 101 passes as it is: its `Connection` and `Upgrade` are what the client asked for. */
export function switchingAnswerHead(answer: AnswerHead, setCookies: readonly string[]): string {
  const { names, values } = answer.headers;
  let text = `HTTP/1.1 101 ${answer.phrase}\r\n`;
  for (let i = 0; i < names.length; i += 1) text += `${names[i]}: ${values[i]}\r\n`;
  for (const cookie of setCookies) text += `Set-Cookie: ${cookie}\r\n`;
  return `${text}\r\n`;
}
