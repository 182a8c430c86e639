import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** What a reader has read, as the answer's `X-Read` header says it. */
export interface ReadRequest {
  method: string;
  target: string;
  body: string;
}

/** Node's own strict HTTP server: it answers with what it has read. */
export async function startEchoServer(): Promise<{ port: number; close(): Promise<void> }> {
  const server = http.createServer({ insecureHTTPParser: false, requireHostHeader: false });
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const { method = "", url = "" } = request;
      const read: ReadRequest = { method, target: url, body: Buffer.concat(chunks).toString("latin1") };
      response.writeHead(200, { "X-Read": encodeURIComponent(JSON.stringify(read)), "Content-Length": 0 }).end();
    });
  };
  server.on("request", onRequest);
  server.on("checkContinue", onRequest);
  server.on("checkExpectation", onRequest);
  // Whoever asks for an upgrade is refused like anybody who asks for what is not there.
  server.on("upgrade", (_request, socket) =>
    socket.end("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
