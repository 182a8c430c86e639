import { Cookie, CookieJar } from "tough-cookie";

/** The cookies of one browser, by a browser's rules. */
export interface BrowserJar {
  /** Takes a response's Set-Cookie lines. */
  take(lines: readonly string[], url: URL): void;
  /** The Cookie header for a request, "" for none. */
  header(url: URL): string;
}

/** `only` makes a browser that keeps but this cookie, to see what that one does. */
export function createBrowserJar({ only }: { only?: string } = {}): BrowserJar {
  const jar = new CookieJar();
  return {
    take(lines, url) {
      for (const line of lines) {
        if (only !== undefined && Cookie.parse(line)?.key !== only) continue;
        if (whyRefused(line, url) === null) jar.setCookieSync(line, httpUrl(url), { ignoreError: true });
      }
    },
    header: (url) => jar.getCookieStringSync(httpUrl(url)),
  };
}

/** Why a browser of today would not keep this cookie, or would not return it to `url`; null when it would. */
export function whyRefused(line: string, url: URL): string | null {
  const cookie = Cookie.parse(line);
  if (!cookie) return "it cannot be read";
  if (cookie.sameSite === "none" && !cookie.secure) return "SameSite=None without Secure";
  // Browsers take http://localhost for a safe place.
  const isSafe = /^(https|wss):$/.test(url.protocol) || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (cookie.secure && !isSafe) return "Secure, over plain http";
  const jar = new CookieJar();
  try {
    if (!jar.setCookieSync(line, httpUrl(url))) return "it cannot be read";
  } catch {
    return cookie.domain === null ? "it cannot be kept" : `Domain=${cookie.domain} is not ${url.hostname}`;
  }
  if ((cookie.expiryTime() ?? Number.POSITIVE_INFINITY) <= Date.now()) return "it has expired already";
  if (jar.getCookiesSync(httpUrl(url)).length === 0) return `Path=${cookie.path ?? ""} does not cover ${url.pathname}`;
  return null;
}

/** As the jar wants it: http where `Secure` cookies may travel too, as they may for a browser on localhost. */
function httpUrl(url: URL): string {
  return url.href.replace(/^(ws|http):\/\/(localhost|127(\.\d+){3}|\[::1\])/, "https://$2").replace(/^ws/, "http");
}
