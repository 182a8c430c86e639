const ANSWER_MS = 4_000;

/**
 * Asks an instance for its report *without credentials*: no cookie leads the request, so that the balancer sends it where
 * it would send a new visitor. Rejects where no answer comes in time.
 */
export function askAnyInstance(room: string): Promise<Response> {
  return fetch(`/api/instance?room=${encodeURIComponent(room)}`, {
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_MS),
  });
}
