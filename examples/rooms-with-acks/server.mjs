// A chat with rooms, in which each message is acknowledged. The acknowledgement says that this copy has it, no more.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer((request, response) => response.end("ok"));
const io = new Server(server);

io.on("connection", (socket) => {
  socket.on("join", async (room, done) => {
    await socket.join(room);
    done({ instance: process.env.INSTANCE ?? null });
  });
  socket.on("message", (room, text, done) => {
    if (!socket.rooms.has(room)) return done({ ok: false });
    // To everybody else in the room.
    socket.to(room).emit("message", { room, text });
    done({ ok: true });
  });
});

server.listen(process.env.PORT ?? 3000);
