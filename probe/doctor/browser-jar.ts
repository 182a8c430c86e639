import { Cookie, CookieJar } from "tough-cookie";

/** The cookies of one browser, by a browser's rules. */
export interface BrowserJar {
  /** Takes a response's Set-Cookie lines. */
  take(lines: string[], url: URL): void;
  /** The Cookie header for a request, "" for none. */
  header(url: URL): string;
}

/** `only` makes a browser that knows but one cookie, to see what this one does. */
export function createBrowserJar({ only }: { only?: string } = {}): BrowserJar {
  const jar = new CookieJar();
  return {
    take(lines, url) {
      for (const line of lines) {
        if (only !== undefined && Cookie.parse(line)?.key !== only) continue;
        if (refusal(line, url) === null) jar.setCookieSync(line, url.href, { ignoreError: true });
      }
    },
    header: (url) => jar.getCookieStringSync(url.href),
  };
}

/** Why a browser of today would not keep this cookie or would not return it to `url`; null when it would. */
export function refusal(line: string, url: URL): string | null {
  const cookie = Cookie.parse(line);
  if (!cookie) return "it cannot be read";
  if (cookie.sameSite === "none" && !cookie.secure) return "SameSite=None without Secure";
  const isTrustworthy = url.protocol === "https:" || /^(localhost|127\..*|\[::1\])$/.test(url.hostname);
  if (cookie.secure && !isTrustworthy) return "Secure, over plain http";
  const jar = new CookieJar();
  try {
    if (!jar.setCookieSync(line, url.href)) return "it cannot be read";
  } catch {
    return cookie.domain === null ? "it cannot be kept" : `Domain=${cookie.domain} is not ${url.hostname}`;
  }
  if (cookie.expiryTime() !== undefined && (cookie.expiryTime() ?? 0) <= Date.now()) return "it has expired already";
  if (!jar.getCookiesSync(url.href).length) return `Path=${cookie.path ?? ""} does not cover ${url.pathname}`;
  return null;
}
