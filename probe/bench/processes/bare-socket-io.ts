// socket.io as it comes: joins rooms, and sends each message to the room as our instance does.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http);
let seq = 0;
io.on("connection", (socket) => {
  socket.on("room:join", async ({ room }: { room: string }, answer: (reply: object) => void) => {
    await socket.join(room);
    answer({ ok: true });
  });
  socket.on("message:send", ({ room, id, text }: Record<string, string>, answer: (reply: object) => void) => {
    seq += 1;
    io.to(room!).emit("message:sent", { room, id, seq, text, at: Date.now() });
    answer({ ok: true });
  });
});
http.listen(0, "127.0.0.1", () => process.stdout.write(`listening ${(http.address() as AddressInfo).port}\n`));
process.on("disconnect", () => process.exit(0));
