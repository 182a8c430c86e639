// The chat of Socket.IO's tutorial: everybody is told everything, and nothing is acknowledged.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer((request, response) => response.end("the page of the chat"));
const io = new Server(server);

io.on("connection", (socket) => {
  socket.on("chat message", (message) => {
    io.emit("chat message", message);
  });
  socket.on("which instance", (answer) => answer(process.env.INSTANCE ?? null));
  // To count: one line for each message that goes out to somebody.
  const log = process.env.DELIVERIES;
  if (log) socket.onAnyOutgoing((event, message) => appendFileSync(log, `${message}\n`));
});

server.listen(process.env.PORT ?? 3000);
