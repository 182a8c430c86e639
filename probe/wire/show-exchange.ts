import { headerValues, type Exchange } from "./exchange.ts";

const MAX_BODY = 72;

/** What others wrote, on one line and without anything that moves a terminal's cursor. */
export function printable(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}

/** One line: the request and its answer. */
export function showExchange(exchange: Exchange): string {
  const { method, target, status, body, error } = exchange;
  const request = `${method} ${shortTarget(target)}`;
  if (error !== null) return `${request} → ${status === null ? "" : `${status}, then `}${error}`;
  const type = headerValues(exchange, "content-type")[0]?.split(";")[0] ?? "";
  const text = printable(body.slice(0, MAX_BODY * 2));
  const shown = text.length > MAX_BODY ? `${text.slice(0, MAX_BODY)}…` : text;
  return `${request} → ${status}${/html|xml/.test(type) ? ` ${type}` : ""} ${shown}`.trimEnd();
}

/** The query without what only makes a URL unique; a session id by its beginning. */
function shortTarget(target: string): string {
  return printable(target)
    .replace(/&t=doctor\w+/, "")
    .replaceAll(/sid=([^&]{4})[^&]+/g, "sid=$1…");
}
