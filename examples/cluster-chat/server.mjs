// The tutorial's chat on two processes of one machine: sticky workers, and the cluster adapter between them. Each copy of
// this program is such a pair of its own, and knows nothing of other copies.
import { appendFileSync } from "node:fs";
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createAdapter, setupPrimary } from "@socket.io/cluster-adapter";
import { setupMaster, setupWorker } from "@socket.io/sticky";
import { Server } from "socket.io";

if (cluster.isPrimary) {
  const server = createServer();
  setupMaster(server, { loadBalancingMethod: "round-robin" });
  setupPrimary();
  const workers = Array.from({ length: 2 }, () => cluster.fork());
  // It listens when both can serve.
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("message", resolve))));
  server.listen(process.env.PORT ?? 3000);
} else {
  const server = createServer((request, response) => response.end("the page of the chat"));
  // @socket.io/sticky looks at the first request of a connection alone, and a load balancer sends many visitors' through one.
  server.maxRequestsPerSocket = 1;
  const io = new Server(server, { adapter: createAdapter() });
  setupWorker(io);
  io.on("connection", (socket) => {
    socket.on("chat message", (message) => {
      io.emit("chat message", message);
    });
    socket.on("which instance", (answer) => answer(process.env.INSTANCE ?? null));
    const log = process.env.DELIVERIES;
    if (log) socket.onAnyOutgoing((event, message) => appendFileSync(log, `${message}\n`));
  });
  process.send("ready");
}
