import { CookieJar } from "tough-cookie";
import { engineCookieJar, type EngineCookieJar } from "./engine-cookie-jar.ts";
import { BODY_START, pollingTransport, webSocketTransport, type HttpAnswer } from "./transports.ts";

export interface BrowserOptions {
  /** Scheme, host and port that its cookies belong to. */
  origin: string;
  onAnswer?: (answer: HttpAnswer) => void;
  /** The cookies of another window of the same browser. */
  jar?: CookieJar;
  /** False: it sends no cookies and keeps none, as a command-line client. */
  cookies?: boolean;
}

export interface Browser {
  jar: CookieJar;
  /** Transport classes for `io(url, { transports })`. They outlive reconnections together with their cookies. */
  polling: ReturnType<typeof pollingTransport>;
  webSocket: ReturnType<typeof webSocketTransport>;
  /** A request as a page makes it: with cookies, and keeping what is set. */
  get(path: string, signal?: AbortSignal): Promise<HttpAnswer>;
}

/**
 * A simulated browser. Socket.IO's own Node client forgets its cookies at each reconnection (its jar lives in one
 * Engine.IO connection); a browser keeps them, for every request of every window, the WebSocket's handshake included.
 */
export function createBrowser(options: BrowserOptions): Browser {
  const { origin, onAnswer = () => {}, cookies = true } = options;
  // Who tests on "localhost" or "intranet" does not mean a public suffix.
  const jar = options.jar ?? new CookieJar(undefined, { rejectPublicSuffixes: false });
  const engineJar: EngineCookieJar | null = cookies ? engineCookieJar(jar, origin) : null;
  const watch = { jar: engineJar, onAnswer: (answer: HttpAnswer) => onAnswer(answer) };
  return {
    jar,
    polling: pollingTransport(watch),
    webSocket: webSocketTransport(watch),
    async get(path, signal) {
      const url = new URL(path, origin).href;
      const cookie = cookies ? jar.getCookieStringSync(url) : "";
      const response = await fetch(url, {
        headers: cookie ? { cookie } : {},
        redirect: "manual",
        ...(signal ? { signal } : {}),
      });
      const setCookies = response.headers.getSetCookie();
      engineJar?.parseCookies(setCookies);
      const body = (await response.text()).slice(0, BODY_START);
      const answer = { method: "GET", url, status: response.status, setCookies, body };
      onAnswer(answer);
      return answer;
    },
  };
}
