import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { WebSocket, type ClientOptions } from "ws";
import { blankExchange, explainError, headerPairs, readBody, type Exchange } from "./exchange.ts";

/** An open WebSocket, as packets of text. */
export interface EngineConnection {
  /** The next packet; null when none came in time, or the connection has ended. */
  next(timeoutMs: number): Promise<string | null>;
  send(packet: string): void;
  /** Null as long as it is open; 1006 says that it was cut, without a Close frame. */
  closeCode(): number | null;
  /** Resolves when it has ended. */
  closed: Promise<void>;
  close(): void;
}

export interface WebSocketAnswer {
  /** The handshake; 101 when it succeeded. */
  exchange: Exchange;
  connection: EngineConnection | null;
}

export type WebSocketOptions = Pick<ClientOptions, "headers" | "localAddress" | "rejectUnauthorized" | "agent"> & {
  timeoutMs: number;
  /** The time limit for everything leaves less than an answer may take. */
  isShortened?: boolean;
};

/** Asks for a WebSocket. Never throws: a refusal is an exchange without a connection. */
export async function openWebSocket(
  url: URL,
  { timeoutMs, isShortened, ...options }: WebSocketOptions,
): Promise<WebSocketAnswer> {
  const result = blankExchange("GET", url);
  const begun = performance.now();
  const socket = new WebSocket(url.href.replace(/^http/, "ws"), {
    ...options,
    handshakeTimeout: timeoutMs,
    perMessageDeflate: false,
    followRedirects: false,
  });
  // Before it is open: the first packet can come with the handshake's answer.
  const connection = asConnection(socket);
  socket.once("upgrade", (response: IncomingMessage) => note(result, response));
  const refusal = new Promise<IncomingMessage>((resolve) =>
    socket.once("unexpected-response", (_request, response) => resolve(response)),
  );
  try {
    const response = await Promise.race([once(socket, "open").then(() => null), refusal]);
    if (response) {
      note(result, response);
      result.body = await readRefusal(response, timeoutMs);
    }
  } catch (error) {
    const { message } = error as Error;
    Object.assign(result, explainError(error, timeoutMs));
    if (message === "Opening handshake has timed out") {
      Object.assign(result, explainError(new DOMException("", "TimeoutError"), timeoutMs, isShortened));
    }
  }
  result.milliseconds = performance.now() - begun;
  if (socket.readyState === WebSocket.OPEN) return { exchange: result, connection };
  socket.terminate();
  return { exchange: result, connection: null };
}

function note(result: Exchange, response: IncomingMessage): void {
  result.status = response.statusCode ?? null;
  result.headers = headerPairs(response.rawHeaders);
}

async function readRefusal(response: IncomingMessage, timeoutMs: number): Promise<string> {
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  try {
    return await readBody(response);
  } catch {
    // The status is what counts.
    return "";
  } finally {
    clearTimeout(timer);
  }
}

function asConnection(socket: WebSocket): EngineConnection {
  const packets: string[] = [];
  let wake = () => {};
  let code: number | null = null;
  socket.on("message", (data: Buffer, isBinary) => {
    const packet = isBinary ? null : data.toString();
    // Engine.IO's ping: a client that does not answer is given up.
    if (packet === "2") socket.send("3");
    if (packet !== null) packets.push(packet);
    wake();
  });
  const closed = new Promise<void>((resolve) =>
    socket.once("close", (how) => {
      code = how;
      wake();
      resolve();
    }),
  );
  // An error is followed by the end, which is what counts.
  socket.on("error", () => {});
  return {
    async next(timeoutMs) {
      if (packets.length === 0 && code === null) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return packets.shift() ?? null;
    },
    send: (packet) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(packet);
    },
    closeCode: () => code,
    closed,
    close: () => {
      if (code === null) socket.close();
      // A peer that does not answer the Close frame is not waited for.
      setTimeout(() => socket.terminate(), 1000).unref();
    },
  };
}
