import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { closeGently } from "./close-gently.ts";
import { elbResponse, elbResponseBytes } from "./elb-response.ts";

/** Whoever got one of these may not mean the same as we by what follows. */
const ENDS_CONNECTION = new Set([400, 408, 414, 501]);

/** Answers a request in the balancer's own name (rule R8.1). With some of its body still to come the connection is closed. */
export function answerRequest(request: IncomingMessage, response: ServerResponse, status: number, nowMs: number): void {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  const hasBody = encoding !== undefined || (length !== undefined && Number(length) > 0);
  if (ENDS_CONNECTION.has(status) || (hasBody && !request.complete)) response.shouldKeepAlive = false;
  const made = elbResponse(status, { nowMs, close: !response.shouldKeepAlive });
  request.resume();
  response.sendDate = false;
  response.writeHead(made.status, made.phrase, made.headers);
  response.end(made.body);
}

/** The same on a connection on which there is no request to answer, which is then closed. */
export function answerSocket(socket: Socket, status: number, nowMs: number): void {
  if (socket.writable) socket.write(elbResponseBytes(status, nowMs));
  closeGently(socket);
}
