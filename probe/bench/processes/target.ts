// What stands behind the proxies: answers requests, and sends each message of a WebSocket back.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const server = http.createServer((_, response) => {
  response.setHeader("Content-Type", "application/json");
  response.end('{"status":"healthy"}');
});
server.keepAliveTimeout = 120_000;
const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
webSockets.on("connection", (socket) => socket.on("message", (data) => socket.send(data as Buffer)));
server.listen(0, "127.0.0.1", () => process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`));
process.on("disconnect", () => process.exit(0));
