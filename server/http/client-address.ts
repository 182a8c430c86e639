import type { IncomingMessage } from "node:http";

/** Where a request came from: what the balancer saw (it appends, so the last one is its own word), or the socket. */
export function clientAddress(request: Pick<IncomingMessage, "headers" | "socket">): string {
  const forwarded = request.headers["x-forwarded-for"];
  const last = String(forwarded ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  return (last || request.socket.remoteAddress || "unknown").slice(0, 64);
}
