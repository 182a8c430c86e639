import { LINGER_MS } from "./close-gently.ts";
import type { ReadConnection } from "./read-connection.ts";

/** Two connections that carry each other's bytes. */
export interface JoinedSockets {
  /** Bytes from the client and to it. */
  bytes(): { received: number; sent: number };
  /** Ends both with a FIN. */
  end(): void;
}

/**
 * Rule R6.8: makes one tunnel of two connections. Bytes go through as they are, each side waits for the other. When one
 * side ends so does the other, after what is under way has been written; no WebSocket frame is ever made up. A side that
 * does not end in its turn is cut off after a while.
 * @param onEnd is called once, when both are gone.
 */
export function joinSockets(client: ReadConnection, target: ReadConnection, onEnd: () => void): JoinedSockets {
  const { socket: a } = client;
  const { socket: b } = target;
  let received = 0;
  let sent = 0;
  let open = 2;
  let isEnding = false;
  let timer: NodeJS.Timeout | null = null;
  const linger = () => {
    timer ??= setTimeout(() => {
      a.destroy();
      b.destroy();
    }, LINGER_MS);
  };
  client.read((bytes, length) => {
    received += length;
    if (!isEnding && b.writable && !b.write(copy(bytes, length))) a.pause();
  });
  target.read((bytes, length) => {
    if (isEnding || !a.writable) return;
    sent += length;
    if (!a.write(copy(bytes, length))) b.pause();
  });
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.setNoDelay(true);
    from.on("error", () => {});
    to.on("drain", () => from.resume());
    from.once("end", () => {
      to.end();
      linger();
    });
    from.once("close", () => {
      to.end();
      // Nobody is left to take what the other says.
      to.resume();
      linger();
      open -= 1;
      if (open > 0) return;
      if (timer) clearTimeout(timer);
      onEnd();
    });
  }
  return {
    bytes: () => ({ received, sent }),
    end() {
      isEnding = true;
      a.resume();
      b.resume();
      a.end();
      b.end();
      linger();
    },
  };
}

function copy(bytes: Buffer, length: number): Buffer {
  const copied = Buffer.allocUnsafe(length);
  bytes.copy(copied, 0, 0, length);
  return copied;
}
