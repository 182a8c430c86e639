import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { isIPv6, type LookupFunction } from "node:net";

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
  /** Why there was no answer, or none to the end. */
  error: string | null;
  /** The system's or OpenSSL's name for it, if it has one; TIMEOUT: not in time; CUT: by the doctor's own limit. */
  errorCode: string | null;
  milliseconds: number;
}

export interface ExchangeOptions {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Keeps connections; without one each request opens its own. */
  agent?: http.Agent | null;
  /** The source address to ask from. */
  localAddress?: string;
  /** The address to ask, of those that the URL's name has. */
  remoteAddress?: string;
  /** Take any certificate. */
  isInsecure?: boolean;
  timeoutMs: number;
  /** The time limit for everything leaves less than an answer may take. */
  isShortened?: boolean;
  /** Gives it up. */
  signal?: AbortSignal;
  /** Called once the whole request has been written. */
  onSent?: () => void;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Never throws: no answer is an exchange with an `error`. The body is cut at 64 KiB. */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Exchange> {
  const { method = "GET", headers = {}, body, agent, localAddress, remoteAddress, isInsecure, timeoutMs } = options;
  const { signal, onSent, isShortened = false } = options;
  const result = blankExchange(method, url);
  const begun = performance.now();
  const request = (url.protocol === "https:" ? https : http).request(url, {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Length": String(Buffer.byteLength(body)) },
    agent: agent ?? false,
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    ...(isInsecure && { rejectUnauthorized: false }),
    ...(localAddress !== undefined && { localAddress, family: isIPv6(localAddress) ? 6 : 4 }),
    ...(remoteAddress !== undefined && { lookup: alwaysAt(remoteAddress) }),
  });
  if (onSent) request.once("finish", onSent);
  try {
    request.end(body);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    result.status = response.statusCode ?? null;
    result.headers = headerPairs(response.rawHeaders);
    result.body = await readBody(response);
  } catch (error) {
    request.destroy();
    Object.assign(result, explainError(error, timeoutMs, isShortened));
  }
  result.milliseconds = performance.now() - begun;
  return result;
}

/** A lookup that knows one address for every name. */
function alwaysAt(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_name, { all }, found) => (all === true ? found(null, [{ address, family }]) : found(null, address, family));
}

export function blankExchange(method: string, url: URL): Exchange {
  return {
    method,
    target: url.pathname + url.search,
    status: null,
    headers: [],
    body: "",
    error: null,
    errorCode: null,
    milliseconds: 0,
  };
}

/** All values of one header, by its name in lower case. */
export function headerValues({ headers }: Pick<Exchange, "headers">, name: string): string[] {
  return headers.filter(([one]) => one === name).map(([, value]) => value);
}

export function headerPairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2]!.toLowerCase(), raw[index * 2 + 1]!]);
}

/** The beginning of a body; the rest is not waited for. */
export async function readBody(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let left = MAX_BODY_BYTES;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @param isShortened the wait was cut by the time limit for everything, which is not a fault of the endpoint. */
export function explainError(
  error: unknown,
  timeoutMs: number,
  isShortened = false,
): { error: string; errorCode: string | null } {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === "AbortError" || name === "TimeoutError") {
    if (isShortened) return { error: "the time limit came before the answer", errorCode: "CUT" };
    return { error: `no answer within ${Math.round(timeoutMs / 100) / 10} s`, errorCode: "TIMEOUT" };
  }
  // An AggregateError of several addresses has no message of its own.
  return { error: message || (code ?? String(error)), errorCode: code ?? null };
}
