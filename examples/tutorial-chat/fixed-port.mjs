// The same with its port written into it, as in the tutorial. A second copy of it cannot start.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer((request, response) => response.end("the page of the chat"));
const io = new Server(server);

io.on("connection", (socket) => {
  socket.on("chat message", (message) => {
    io.emit("chat message", message);
  });
});

server.listen(3000, () => {
  console.log("server running at http://localhost:3000");
});
