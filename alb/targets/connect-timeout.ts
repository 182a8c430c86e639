import type http from "node:http";
import type { Socket } from "node:net";

/** Rule R6.10: calls `onTimeout` when the connection to a target is not there in time. */
export function watchConnect(request: http.ClientRequest, seconds: number, onTimeout: () => void): void {
  request.once("socket", (socket: Socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(onTimeout, seconds * 1000);
    const done = () => clearTimeout(timer);
    socket.once("connect", done);
    socket.once("close", done);
  });
}
