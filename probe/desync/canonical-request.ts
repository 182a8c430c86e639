/** A request as a target must get it: no part of it can be read in two ways. */
export interface CanonicalRequest {
  method: string;
  target: string;
  body: string;
  /** All of its bytes, one character a byte. */
  raw: string;
}

const LINE = /^([!#$%&'*+.^_`|~\dA-Za-z-]+) ([^\r\n]+) HTTP\/1\.1$/;
const FIELD = /^([^:\r\n]+): ?([^\r\n]*)$/;

/**
 * Takes the first request off what a target got. It shares nothing with the load balancer's own readers.
 * @returns null when more must come. @throws for what somebody could read otherwise.
 */
export function takeCanonicalRequest(text: string): CanonicalRequest | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const [first = "", ...fields] = text.slice(0, headEnd).split("\r\n");
  const [, method, target] = LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) throw new Error(`no request line: ${JSON.stringify(first)}`);
  const frames: [string, string][] = [];
  for (const field of fields) {
    const [, name, value] = FIELD.exec(field) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no header: ${JSON.stringify(field)}`);
    if (/^[ \t]/.test(name)) throw new Error(`a line that continues another: ${JSON.stringify(field)}`);
    if (/^(?:content-length|transfer-encoding)$/i.test(name)) frames.push([name.toLowerCase(), value]);
  }
  if (frames.length > 1) throw new Error(`${frames.length} frames: ${JSON.stringify(frames)}`);
  const start = headEnd + 4;
  const [name, value = ""] = frames[0] ?? [];
  if (name === undefined) return { method, target, body: "", raw: text.slice(0, start) };
  if (name === "content-length") {
    if (!/^(?:0|[1-9]\d*)$/.test(value)) throw new Error(`a length of ${JSON.stringify(value)}`);
    const end = start + Number(value);
    return text.length < end ? null : { method, target, body: text.slice(start, end), raw: text.slice(0, end) };
  }
  if (value !== "chunked") throw new Error(`an encoding of ${JSON.stringify(value)}`);
  return takeChunks(text, start, method, target);
}

function takeChunks(text: string, start: number, method: string, target: string): CanonicalRequest | null {
  let body = "";
  for (let at = start; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = text.slice(at, lineEnd);
    if (!/^(?:0|[1-9a-f][\da-f]*)$/.test(size)) throw new Error(`a chunk of ${JSON.stringify(size)}`);
    const bytes = Number.parseInt(size, 16);
    at = lineEnd + 2;
    if (bytes === 0) {
      if (text.startsWith("\r\n", at)) return { method, target, body, raw: text.slice(0, at + 2) };
      const end = text.indexOf("\r\n\r\n", at);
      if (end < 0) return null;
      const trailers = text.slice(at, end);
      if (!/^(?:[!#$%&'*+.^_`|~\dA-Za-z-]+: [^\r\n\0]*(?:\r\n|$))+$/.test(trailers))
        throw new Error(`trailers of ${JSON.stringify(trailers)}`);
      return { method, target, body, raw: text.slice(0, end + 4) };
    }
    if (text.length < at + bytes + 2) return null;
    if (!text.startsWith("\r\n", at + bytes)) throw new Error("a chunk without an end");
    body += text.slice(at, at + bytes);
    at += bytes + 2;
  }
}
