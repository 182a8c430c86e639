// The tutorial's chat with the Redis adapter: each copy passes on what any of them is told. REDIS_URL says where Redis is.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { createClient } from "@redis/client";
import { createAdapter } from "@socket.io/redis-adapter";
import { Server } from "socket.io";

const url = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";
const publisher = createClient({ url });
const subscriber = publisher.duplicate();
for (const client of [publisher, subscriber]) client.on("error", endWith);
await Promise.all([publisher.connect(), subscriber.connect()]);

const server = createServer((request, response) => response.end("the page of the chat"));
const io = new Server(server, { adapter: createAdapter(publisher, subscriber) });

io.on("connection", (socket) => {
  socket.on("chat message", (message) => {
    io.emit("chat message", message);
  });
  socket.on("which instance", (answer) => answer(process.env.INSTANCE ?? null));
  const log = process.env.DELIVERIES;
  if (log) socket.onAnyOutgoing((event, message) => appendFileSync(log, `${message}\n`));
});

server.listen(process.env.PORT ?? 3000);

function endWith({ code, message }) {
  console.error(`error: Redis at ${url}: ${message || code}`);
  process.exit(1);
}
