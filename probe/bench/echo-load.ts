import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { WebSocket } from "ws";

const TEXT = "x".repeat(100);

/** WebSockets whose messages come back; each has one message under way. */
export async function connectEcho(port: number, count: number) {
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
      await once(socket, "open");
      return socket;
    }),
  );
  return {
    /** @returns how many messages came back. */
    async keepSending(seconds: number): Promise<number> {
      const until = performance.now() + seconds * 1000;
      let messages = 0;
      await Promise.all(
        sockets.map(
          (socket) =>
            new Promise<void>((resolve, reject) => {
              socket.removeAllListeners("message").on("message", (data) => {
                if ((data as Buffer).length !== TEXT.length) return reject(new Error("another message came back"));
                messages += 1;
                if (performance.now() < until) socket.send(TEXT);
                else resolve();
              });
              socket.once("close", () => reject(new Error("a WebSocket was closed")));
              socket.send(TEXT);
            }),
        ),
      );
      return messages;
    },
    close() {
      for (const socket of sockets) socket.removeAllListeners().terminate();
    },
  };
}
