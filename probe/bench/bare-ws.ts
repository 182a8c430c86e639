// The least that a broadcast can cost: a WebSocket server that sends each message to every client, and nothing else.
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const text = (data as Buffer).toString();
    for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  });
});
server.on("listening", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
