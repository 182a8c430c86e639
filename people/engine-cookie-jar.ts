import type { CookieJar } from "tough-cookie";

/** What Engine.IO's client asks of a cookie jar (a private interface of its 6.6; a test holds it). */
export interface EngineCookieJar {
  parseCookies(values: string[] | null | undefined): void;
  readonly cookies: Iterable<[string, { value: string }]>;
  addCookies(request: {
    setDisableHeaderCheck(disabled: boolean): void;
    setRequestHeader(name: string, value: string): void;
  }): void;
}

/** A standard jar in the shape that Engine.IO's client knows, for requests to `origin`. */
export function engineCookieJar(jar: CookieJar, origin: string): EngineCookieJar {
  return {
    parseCookies(values) {
      for (const value of values ?? []) {
        try {
          jar.setCookieSync(value, origin, { ignoreError: true });
        } catch {
          // A browser drops a cookie that it cannot read, and goes on.
        }
      }
    },
    get cookies() {
      return jar.getCookiesSync(origin).map(({ key, value }): [string, { value: string }] => [key, { value }]);
    },
    addCookies(request) {
      const text = jar.getCookieStringSync(origin);
      if (!text) return;
      request.setDisableHeaderCheck(true);
      request.setRequestHeader("cookie", text);
    },
  };
}
