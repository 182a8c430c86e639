// The least that a broadcast can cost: each message goes to every client, and nothing else is done.
// usage: bare-ws.ts [once]   once: a message's frame is made once for all, behind the back of the library
import type { AddressInfo, Socket } from "node:net";
import * as ws from "ws";

const { WebSocket, WebSocketServer } = ws;
/** Not in the types of ws. */
const { Sender } = ws as unknown as {
  Sender: { frame(payload: Buffer, options: object): Buffer[] };
};
const isFrameMadeOnce = process.argv[2] === "once";
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const text = (data as Buffer).toString();
    if (!isFrameMadeOnce) {
      for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
      return;
    }
    const payload = Buffer.from(text);
    const frame = Buffer.concat(
      Sender.frame(payload, { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true }),
    );
    for (const client of server.clients) {
      (client as unknown as { _socket: Socket })._socket.write(frame);
    }
  });
});
server.on("listening", () => process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`));
process.on("disconnect", () => process.exit(0));
