import { isIPv6 } from "node:net";
import { UserError } from "../../machine/user-error.ts";

/** What a request of one session carries, and a URL copied from a network tab therefore has too. */
const OF_ONE_REQUEST = ["sid", "EIO", "transport", "t", "b64", "j"];
const DEFAULT_PATH = "/socket.io/";

/**
 * Where Socket.IO may be, the likeliest place first, from what people paste: with or without scheme, a URL from the
 * network tab, a page, a namespace, a prefix, with or without the last slash. Throws an `UserError`.
 */
export function toEndpoints(value: string, path?: string): URL[] {
  const [url, ...others] = toUrls(value);
  if (!url) throw new UserError(`"${value}" is not a URL; allowed: one like https://chat.example.com`);
  const paths = path === undefined ? pathsOf(url.pathname) : withAndWithoutSlash(toPath("--path", path));
  return [url, ...others].flatMap((one) => paths.map((pathname) => cleaned(one, pathname)));
}

function cleaned(url: URL, pathname: string): URL {
  const copy = new URL(url);
  copy.hash = "";
  copy.pathname = pathname;
  for (const name of OF_ONE_REQUEST) copy.searchParams.delete(name);
  return copy;
}

function withAndWithoutSlash(path: string): string[] {
  const bare = path.replace(/\/+$/, "");
  return bare === "" ? ["/"] : [`${bare}/`, bare];
}

function pathsOf(pathname: string): string[] {
  if (pathname === "/") return [DEFAULT_PATH];
  if (/\/socket\.io\/?$/.test(pathname)) return withAndWithoutSlash(pathname);
  // A path of its own, a page below a prefix, or a namespace.
  const folder = pathname.replace(/[^/]*\.[^/]*$/, "").replace(/\/*$/, "/");
  return [...new Set([...withAndWithoutSlash(pathname), `${folder}socket.io/`, DEFAULT_PATH])];
}

/** Without a scheme both are tried, the likelier first. WebSocket's schemes are taken for the HTTP they begin with. */
function toUrls(value: string): URL[] {
  const text = isIPv6(value.trim()) ? `[${value.trim()}]` : value.trim();
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    const url = toUrl(text);
    return url ? [url] : [];
  }
  const https = toUrl(`https://${text}`);
  const http = toUrl(`http://${text}`);
  if (!https || !http || text.startsWith("/") || /\s/.test(text)) return [];
  const isNear = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(https.hostname);
  const hasPlainPort = https.port !== "" && !https.port.endsWith("443");
  return isNear || hasPlainPort ? [http, https] : [https, http];
}

export function toUrl(value: string): URL | null {
  const http = value.trim().replace(/^ws(s?):/i, "http$1:");
  const url = URL.canParse(http) ? new URL(http) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

/** A path, from an option that wants one. Throws an `UserError`. */
export function toPath(option: string, value: string): string {
  if (/^\/[\x21-\x7E]*$/.test(value)) return value;
  throw new UserError(`${option} is "${value}"; allowed: a path that begins with /`);
}
