import type { IncomingMessage } from "node:http";
import { NodeWebSocket, NodeXHR } from "socket.io-client";
import type { EngineCookieJar } from "./engine-cookie-jar.ts";

/** One answer to one HTTP request of a browser; a WebSocket's handshake is one, too. */
export interface HttpAnswer {
  method: string;
  url: string;
  /** 0: no answer at all. */
  status: number;
  setCookies: string[];
  /** The start of the body where it is known: an error's. */
  body: string;
}

interface Watch {
  jar: EngineCookieJar | null;
  onAnswer: (answer: HttpAnswer) => void;
}

/** What Engine.IO's client keeps private and a browser's cookies need (6.6; a test holds it). */
interface Internals {
  socket: { _cookieJar?: EngineCookieJar | null };
}

interface XmlHttpRequest {
  readyState: number;
  status: number;
  responseText: string;
  getResponseHeader(name: string): string[] | string | null;
}

export const BODY_START = 256;

/** Engine.IO's long-polling with the cookies of a browser. */
export function pollingTransport({ jar, onAnswer }: Watch) {
  return class BrowserPolling extends NodeXHR {
    constructor(options: ConstructorParameters<typeof NodeXHR>[0]) {
      super(options);
      (this as unknown as Internals).socket._cookieJar = jar;
    }

    override request(options: Record<string, unknown> = {}) {
      const request = super.request(options);
      const { _xhr: xhr, _uri: url } = request as unknown as { _xhr: XmlHttpRequest | null; _uri: string };
      const method = typeof options["method"] === "string" ? options["method"] : "GET";
      const tell = (status: number) => {
        // Where nothing was answered, the XMLHttpRequest of Node throws when it is asked for a header.
        const setCookie = (status === 0 ? null : xhr?.getResponseHeader("set-cookie")) ?? [];
        const setCookies = typeof setCookie === "string" ? [setCookie] : setCookie;
        const body = status === 200 ? "" : (xhr?.responseText ?? "").slice(0, BODY_START);
        onAnswer({ method, url, status, setCookies, body });
      };
      request.on("data", () => tell(200));
      request.on("error", (status: unknown) => tell(typeof status === "number" ? status : 0));
      return request;
    }
  };
}

/** Engine.IO's WebSocket with the cookies of a browser: sent with the handshake, kept from its answer. */
export function webSocketTransport({ jar, onAnswer }: Watch) {
  return class BrowserWebSocket extends NodeWebSocket {
    constructor(options: ConstructorParameters<typeof NodeWebSocket>[0]) {
      super(options);
      (this as unknown as Internals).socket._cookieJar = jar;
    }

    override createSocket(url: string, protocols: string | string[] | undefined, options: Record<string, unknown>) {
      // Engine.IO adds the cookies to this very object: a fresh one, or they would pile up over reconnections.
      const headers = { ...(options["headers"] as Record<string, string> | undefined) };
      const ws = super.createSocket(url, protocols, { ...options, headers }) as unknown as {
        once(event: string, listener: (...args: never[]) => void): void;
        terminate(): void;
      };
      const keep = (response: IncomingMessage) => {
        const setCookies = response.headers["set-cookie"] ?? [];
        jar?.parseCookies(setCookies);
        return setCookies;
      };
      ws.once("upgrade", (response: IncomingMessage) => {
        onAnswer({ method: "GET", url, status: 101, setCookies: keep(response), body: "" });
      });
      ws.once("unexpected-response", (_request: unknown, response: IncomingMessage) => {
        const setCookies = keep(response);
        let body = "";
        const finish = () => {
          response.destroy();
          onAnswer({ method: "GET", url, status: response.statusCode ?? 0, setCookies, body });
          // As ws does where nobody listens for this: the handshake is given up, an error and a close follow.
          ws.terminate();
        };
        response.setEncoding("latin1").on("data", (text: string) => {
          body = (body + text).slice(0, BODY_START);
        });
        response.once("end", finish).once("error", finish);
      });
      return ws as never;
    }
  };
}
