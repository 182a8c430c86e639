/**
 * True when a page from `origin` may connect: a page from this very host, or from one of `allowed`. Programs other
 * than browsers send no origin and may. CORS alone would not do: browsers do not apply it to WebSocket.
 */
export function isOriginAllowed(
  request: { origin?: string | undefined; host?: string | undefined },
  allowed: readonly string[],
): boolean {
  const { origin, host } = request;
  if (origin === undefined || allowed.includes(origin)) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  const standardPort = { "http:": ":80", "https:": ":443" }[url.protocol];
  if (!standardPort) return false;
  const own = host.toLowerCase();
  return url.host === (own.endsWith(standardPort) ? own.slice(0, -standardPort.length) : own);
}
