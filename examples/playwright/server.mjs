// A chat with a page of its own: everybody on the same instance is told everything.
import { createServer } from "node:http";
import { Server } from "socket.io";

const PAGE = `<!doctype html><title>chat</title><ul></ul><form><input name="text"><button>Send</button></form>
<script src="/socket.io/socket.io.js"></script>
<script>
  const socket = io();
  socket.on("message", (text) => document.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: text })));
  document.querySelector("form").onsubmit = (event) => { event.preventDefault(); socket.emit("message", event.target.text.value); };
</script>`;

const server = createServer((_request, response) => response.setHeader("Content-Type", "text/html").end(PAGE));
const io = new Server(server);
io.on("connection", (socket) => socket.on("message", (text) => io.emit("message", text)));
server.listen(process.env.PORT);
