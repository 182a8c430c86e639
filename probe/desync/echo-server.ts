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
  const begun = new WeakMap<object, number>();
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse) => {
    begun.set(request.socket, (begun.get(request.socket) ?? 0) + 1);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const { method = "", url = "" } = request;
      const read: ReadRequest = { method, target: url, body: Buffer.concat(chunks).toString("latin1") };
      response.writeHead(200, { "X-Read": encodeURIComponent(JSON.stringify(read)), "Content-Length": 0 }).end();
    });
  };
  // Node drops the answers that are still to come, so it has to be said that something was read.
  server.on("clientError", (_error, socket) => {
    const before = begun.get(socket) ?? 0;
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nX-Read-Before: ${before}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  });
  server.on("request", onRequest);
  server.on("checkContinue", onRequest);
  server.on("checkExpectation", onRequest);
  // A request for an upgrade is refused as one for what is not there.
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
