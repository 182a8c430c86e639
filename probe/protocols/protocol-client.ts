import { once } from "node:events";
import http from "node:http";
import http2, { type ClientHttp2Session } from "node:http2";
import https from "node:https";
import { WebSocket } from "ws";

export type Kind = "HTTP" | "HTTPS" | "HTTP/2";

export interface Answer {
  status: number;
  type: string;
  body: string;
}

/** One browser as far as the protocols need it: a cookie jar, requests of one version of HTTP, and WebSockets by HTTP/1.1. */
export interface ProtocolClient {
  readonly kind: Kind;
  /** @param body undefined: none. */
  request(method: string, path: string, body?: string): Promise<Answer>;
  /** Rejects with the status of an answer other than 101. */
  webSocket(path: string): Promise<ProtocolSocket>;
  /** Forgets all cookies, and keeps none from now on. */
  dropCookies(): void;
  close(): void;
}

export interface ProtocolSocket {
  send(packet: string | Buffer): void;
  /** The next message. Rejects when the connection ends before. */
  next(): Promise<string | Buffer>;
  ended: Promise<void>;
  close(): void;
}

export function createProtocolClient(kind: Kind, ports: { http: number; https: number }): ProtocolClient {
  const jar = new Map<string, string>();
  let keepsCookies = true;
  const agent =
    kind === "HTTP"
      ? new http.Agent({ keepAlive: true })
      : new https.Agent({ keepAlive: true, rejectUnauthorized: false });
  let session: ClientHttp2Session | null = null;
  const sockets = new Set<WebSocket>();
  const port = kind === "HTTP" ? ports.http : ports.https;
  const keep = (lines: string[] | undefined) => {
    for (const line of keepsCookies ? (lines ?? []) : []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) jar.set(name, value);
    }
  };
  const cookie = () => (jar.size === 0 ? {} : { cookie: [...jar].map((pair) => pair.join("=")).join("; ") });

  async function byHttp1(method: string, path: string, body: string | undefined): Promise<Answer> {
    const { request } = kind === "HTTP" ? http : https;
    const asked = request({ host: "127.0.0.1", port, method, path, agent, headers: cookie() });
    asked.end(body);
    const [response] = (await once(asked, "response")) as [http.IncomingMessage];
    keep(response.headers["set-cookie"]);
    return { status: response.statusCode!, type: response.headers["content-type"] ?? "", body: await textOf(response) };
  }

  async function byHttp2(method: string, path: string, body: string | undefined): Promise<Answer> {
    if (!session || session.closed) {
      session = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
      session.on("error", () => {});
    }
    const stream = session.request(
      { ":method": method, ":path": path, ...cookie() },
      { endStream: body === undefined },
    );
    if (body !== undefined) stream.end(body);
    const [headers] = (await once(stream, "response")) as [http2.IncomingHttpHeaders & { ":status": number }];
    keep(headers["set-cookie"]);
    return { status: headers[":status"], type: headers["content-type"] ?? "", body: await textOf(stream) };
  }

  return {
    kind,
    request: (method, path, body) => (kind === "HTTP/2" ? byHttp2 : byHttp1)(method, path, body),
    async webSocket(path) {
      const scheme = kind === "HTTP" ? "ws" : "wss";
      const socket = new WebSocket(`${scheme}://127.0.0.1:${port}${path}`, {
        headers: cookie(),
        rejectUnauthorized: false,
      });
      sockets.add(socket);
      socket.on("upgrade", (response) => keep(response.headers["set-cookie"]));
      return protocolSocket(socket);
    },
    dropCookies() {
      keepsCookies = false;
      jar.clear();
    },
    close() {
      agent.destroy();
      session?.destroy();
      for (const socket of sockets) socket.terminate();
    },
  };
}

async function protocolSocket(socket: WebSocket): Promise<ProtocolSocket> {
  const waiting: (string | Buffer)[] = [];
  let wake = () => {};
  let isOver = false;
  socket.on("message", (data: Buffer, isBinary) => {
    waiting.push(isBinary ? data : data.toString());
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    socket.on("close", () => {
      isOver = true;
      wake();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("unexpected-response", (request, response) => {
      request.destroy();
      reject(new Error(`refused with ${response.statusCode}`));
    });
    socket.on("error", reject);
  });
  return {
    send: (packet) => socket.send(packet),
    async next() {
      while (waiting.length === 0) {
        if (isOver) throw new Error("the WebSocket ended");
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return waiting.shift()!;
    },
    ended,
    close: () => socket.close(),
  };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
