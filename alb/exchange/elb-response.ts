import { STATUS_CODES } from "node:http";

/** The balancer's own words where they differ from Node's (rule R8.1). */
const PHRASES: Record<number, string> = {
  408: "Request Time-out",
  414: "Request-URI Too Large",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

/** An answer that the balancer makes itself. */
export interface ElbResponse {
  status: number;
  phrase: string;
  /** Without `Connection`: names and values in turn. */
  headers: string[];
  body: string;
}

const PADDING = "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6);

/**
 * In captures the same error page is 402 bytes longer for some clients. Inferred from nginx, whose pages these are: it pads
 * for Internet Explorer and Chrome, which would show pages of their own in place of short ones. Nobody has shown a body.
 */
export function isPaddedFor(userAgent: string | undefined): boolean {
  if (userAgent === undefined || userAgent.includes("Opera")) return false;
  return userAgent.includes("MSIE ") || (userAgent.includes("Chrome/") && !userAgent.includes("Gecko/"));
}

/** Rule R8.1: an error page. No stickiness cookies (no capture shows them). */
export function elbResponse(status: number, { nowMs, isPadded }: { nowMs: number; isPadded: boolean }): ElbResponse {
  const phrase = PHRASES[status] ?? STATUS_CODES[status] ?? "";
  const title = `${status}${phrase === "" ? "" : ` ${phrase}`}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n${isPadded ? PADDING : ""}`;
  return { status, phrase, headers: ownHeaders(nowMs, "text/html", body), body };
}

/** @param contentType null: none. */
export function ownHeaders(nowMs: number, contentType: string | null, body: string): string[] {
  const type = contentType === null ? [] : ["Content-Type", contentType];
  const length = String(Buffer.byteLength(body, "latin1"));
  return ["Server", "awselb/2.0", "Date", new Date(nowMs).toUTCString(), ...type, "Content-Length", length];
}

/** The same as text, one character a byte. */
export function responseText(response: ElbResponse, keepsConnection: boolean, isHead = false): string {
  const { status, phrase, headers, body } = response;
  let text = `HTTP/1.1 ${status} ${phrase}\r\n`;
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${text}Connection: ${keepsConnection ? "keep-alive" : "close"}\r\n\r\n${isHead ? "" : body}`;
}
