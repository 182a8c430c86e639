import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";

/** Why a request is refused before anything else sees it; a closed set, for metrics. */
export const DOOR_REFUSALS = ["host", "origin", "draining", "full", "address", "overloaded"] as const;
export type DoorRefusal = (typeof DOOR_REFUSALS)[number];

export interface RefusedAtDoor {
  why: DoorRefusal;
  status: number;
  /** A sentence for a person. */
  message: string;
}

/** Engine.IO's code for a handshake that it refuses; its clients show the message beside it. */
const FORBIDDEN = 4;

/**
 * Puts a check before every listener of the server, for requests and upgrades alike. Engine.IO's own check answers a
 * WebSocket that it refuses with a bare 400, which says neither that the instance is full nor when to come back.
 */
export function guardDoor(
  http: Server,
  check: (request: IncomingMessage) => RefusedAtDoor | null,
  onRefused: (refused: RefusedAtDoor, request: IncomingMessage) => void,
): void {
  const body = ({ message }: RefusedAtDoor) => JSON.stringify({ code: FORBIDDEN, message });
  const headersOf = (refused: RefusedAtDoor) => ({
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body(refused))),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    ...(refused.status >= 429 && { "Retry-After": "1" }),
  });

  const requestListeners = http.listeners("request");
  http.removeAllListeners("request");
  http.on("request", (request, response) => {
    const refused = check(request);
    if (!refused) {
      response.setHeader("X-Content-Type-Options", "nosniff");
      for (const listener of requestListeners) listener.call(http, request, response);
      return;
    }
    onRefused(refused, request);
    response.writeHead(refused.status, headersOf(refused)).end(body(refused));
  });

  const upgradeListeners = http.listeners("upgrade");
  http.removeAllListeners("upgrade");
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = check(request);
    if (!refused) {
      for (const listener of upgradeListeners) listener.call(http, request, socket, head);
      return;
    }
    onRefused(refused, request);
    const lines = Object.entries({ ...headersOf(refused), Connection: "close" }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.on("error", () => {});
    socket.end(
      `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}\r\n${lines.join("\r\n")}\r\n\r\n${body(refused)}`,
      () => socket.destroy(),
    );
  });
}
