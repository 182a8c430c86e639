import type { Socket } from "node:net";
import { LINGER_MS } from "./close-gently.ts";

/**
 * Rule R6.8: makes one tunnel of two connections. Bytes go through as they are, each side waits for the other. When one
 * side ends so does the other, after what is under way has been written; no WebSocket frame is ever made up. A side that
 * does not end in its turn is cut off after a while.
 * @returns what ends both with a FIN. @param onEnd is called once, when both are gone.
 */
export function joinSockets(a: Socket, b: Socket, onEnd: () => void): () => void {
  let open = 2;
  let timer: NodeJS.Timeout | null = null;
  const linger = () => {
    timer ??= setTimeout(() => {
      a.destroy();
      b.destroy();
    }, LINGER_MS);
  };
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.setNoDelay(true);
    from.on("error", () => {});
    from.pipe(to);
    from.once("end", linger);
    from.once("close", () => {
      to.unpipe(from);
      to.end();
      to.resume();
      linger();
      open -= 1;
      if (open > 0) return;
      if (timer) clearTimeout(timer);
      onEnd();
    });
  }
  return () => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      from.unpipe(to);
      from.resume();
    }
    a.end();
    b.end();
    linger();
  };
}
