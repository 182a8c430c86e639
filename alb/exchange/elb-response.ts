import { STATUS_CODES } from "node:http";

/** The balancer's own words where they differ from Node's (rule R8.1). */
const PHRASES: Record<number, string> = {
  408: "Request Time-out",
  414: "Request-URI Too Large",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

export interface ElbResponse {
  status: number;
  phrase: string;
  /** Flat, as in `rawHeaders`. */
  headers: string[];
  body: string;
}

/** Rule R8.1: a response that the balancer makes itself. No stickiness cookies (no capture shows them). */
export function elbResponse(status: number, { nowMs, close }: { nowMs: number; close: boolean }): ElbResponse {
  const phrase = PHRASES[status] ?? STATUS_CODES[status] ?? "";
  const title = `${status}${phrase === "" ? "" : ` ${phrase}`}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const headers = [
    "Server",
    "awselb/2.0",
    "Date",
    new Date(nowMs).toUTCString(),
    "Content-Type",
    "text/html",
    "Content-Length",
    String(body.length),
    "Connection",
    close ? "close" : "keep-alive",
  ];
  return { status, phrase, headers, body };
}

/** The same as bytes, for a connection on which nothing could be parsed. */
export function elbResponseBytes(status: number, nowMs: number): string {
  const { phrase, headers, body } = elbResponse(status, { nowMs, close: true });
  let head = `HTTP/1.1 ${status} ${phrase}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${head}\r\n${body}`;
}
