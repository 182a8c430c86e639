interface Asking {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  /** `Sec-Fetch-Site`, `-Mode` and `-Dest`, as a browser sends them. */
  site: string | undefined;
  mode: string | undefined;
  dest: string | undefined;
}

/**
 * Whether a request to the control API may pass. A browser names the page that asks (`Origin`) and the host that it
 * believes it talks to (`Host`), so a page elsewhere, also one that points its own name at this machine (DNS
 * rebinding), is refused; `Sec-Fetch-Site` tells of the images and frames of other pages, which have no `Origin`. What
 * is not a browser sends neither and passes. A link may be followed from everywhere.
 * @param own.controlHost one more `Host`, for GET alone.
 * @returns null when it may, else a sentence.
 */
export function refuseStrangers(
  { method, host, origin, site, mode, dest }: Asking,
  own: { controlPort: number; controlHost: string | null; pageOrigins: readonly string[] },
): string | null {
  const hosts = [`localhost:${own.controlPort}`, `127.0.0.1:${own.controlPort}`];
  const readers = own.controlHost === null ? [] : [own.controlHost, `${own.controlHost}:${own.controlPort}`];
  const asked = host?.toLowerCase();
  const isOwn = asked !== undefined && hosts.includes(asked);
  const isReader = asked !== undefined && readers.includes(asked);
  if (isReader && !isOwn && method !== "GET") {
    return `the method is "${method}"; allowed for the Host "${host}": GET`;
  }
  if (!isOwn && !isReader) return `the Host header is "${host ?? ""}"; allowed: ${[...hosts, ...readers].join(", ")}`;
  const origins = [...own.pageOrigins, ...hosts.map((one) => `http://${one}`)];
  if (origin !== undefined) {
    return origins.includes(origin.toLowerCase())
      ? null
      : `the Origin header is "${origin}"; allowed: ${origins.join(", ")}`;
  }
  const isFollowedLink = method === "GET" && mode === "navigate" && dest === "document";
  if ((site === "cross-site" || site === "same-site") && !isFollowedLink) {
    return `the Sec-Fetch-Site header is "${site}", without an Origin header; allowed: same-origin, none`;
  }
  return null;
}
