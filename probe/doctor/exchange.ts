import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { once } from "node:events";

/** One request and what came back, as evidence: header values as they were, the beginning of the body. */
export interface Exchange {
  method: string;
  /** Path and query. */
  target: string;
  /** Null when there was no answer. */
  status: number | null;
  /** Names in lower case, in the order they came, repeated ones repeated. */
  headers: [name: string, value: string][];
  body: string;
  /** Why there was no answer. */
  error: string | null;
  milliseconds: number;
}

export interface ExchangeOptions {
  method?: "GET" | "POST" | "OPTIONS";
  headers?: Record<string, string>;
  body?: string;
  /** Keeps connections; without one each request opens its own. */
  agent?: http.Agent;
  localAddress?: string;
  timeoutMs: number;
  /** Called once the whole request has been written. */
  onSent?: () => void;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Never throws: no answer is an exchange with an `error`. The body is cut at 64 KiB. */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Exchange> {
  const { method = "GET", headers = {}, body, agent = false, localAddress, timeoutMs, onSent } = options;
  const result: Exchange = {
    method,
    target: url.pathname + url.search,
    status: null,
    headers: [],
    body: "",
    error: null,
    milliseconds: 0,
  };
  const begun = performance.now();
  const request = (url.protocol === "https:" ? https : http).request(url, {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Length": String(Buffer.byteLength(body)) },
    agent,
    signal: AbortSignal.timeout(timeoutMs),
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  if (onSent) request.once("finish", onSent);
  try {
    request.end(body);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    result.status = response.statusCode ?? null;
    result.headers = pairs(response.rawHeaders);
    result.body = await text(upTo(response, MAX_BODY_BYTES));
  } catch (error) {
    request.destroy();
    result.error = reason(error, timeoutMs);
  }
  result.milliseconds = performance.now() - begun;
  return result;
}

/** All values of one header, by its name in lower case. */
export function headerValues({ headers }: Pick<Exchange, "headers">, name: string): string[] {
  return headers.filter(([one]) => one === name).map(([, value]) => value);
}

function pairs(raw: string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2]!.toLowerCase(), raw[index * 2 + 1]!]);
}

async function* upTo(response: http.IncomingMessage, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

function reason(error: unknown, timeoutMs: number): string {
  const { name, code, message, cause } = error as NodeJS.ErrnoException & { cause?: Error };
  if (name === "AbortError" || cause?.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  if (message) return message;
  return code ?? String(error);
}
