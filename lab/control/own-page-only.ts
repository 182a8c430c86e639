/**
 * Whether a request to the control API may pass. A browser names the page that asks (`Origin`) and the host that it
 * believes it talks to (`Host`), so a page elsewhere, also one that points its own name at this machine (DNS
 * rebinding), is refused. What is no browser sends no `Origin` and passes.
 * @returns null when it may, else a sentence.
 */
export function refuseStrangers(
  headers: { host: string | undefined; origin: string | undefined },
  own: { controlPort: number; pageOrigins: readonly string[] },
): string | null {
  const hosts = [`localhost:${own.controlPort}`, `127.0.0.1:${own.controlPort}`];
  if (!headers.host || !hosts.includes(headers.host.toLowerCase())) {
    return `the Host header is "${headers.host ?? ""}"; allowed: ${hosts.join(", ")}`;
  }
  const origins = [...own.pageOrigins, ...hosts.map((host) => `http://${host}`)];
  if (headers.origin !== undefined && !origins.includes(headers.origin.toLowerCase())) {
    return `the Origin header is "${headers.origin}"; allowed: ${origins.join(", ")}`;
  }
  return null;
}
