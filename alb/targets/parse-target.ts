/**
 * A target as it may be written: `http://127.0.0.1:3001`, or `127.0.0.1:3001` (never a word alone); its id is its `host:port`. A load
 * balancer asks a host and a port; so there is no path, and no HTTPS.
 * @returns a sentence when it is not one.
 */
export function parseTarget(value: string): { id: string; address: string; port: number } | string {
  const text = /:\d+$/.test(value) && !value.includes("://") ? `http://${value}` : value;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBare = url?.protocol === "http:" && url.pathname === "/" && !url.search && !url.hash && !url.username;
  if (!url || !isBare || url.hostname === "") {
    return `"${value}" is not a target; allowed: a URL like http://127.0.0.1:3001`;
  }
  const port = Number(url.port || 80);
  return { id: `${url.hostname}:${port}`, address: url.hostname.replace(/^\[|\]$/g, ""), port };
}
