import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { writeFramesDirectly } from "./write-frames-directly.ts";

test("a broadcast reaches WebSockets past Engine.IO and others through it, in order with all that is sent to one", async () => {
  const http = createServer();
  const server = new Server(http, { perMessageDeflate: false });
  onTestFinished(() => server.close());
  writeFramesDirectly(server.engine);
  await once(http.listen(0, "127.0.0.1"), "listening");
  const { port } = http.address() as AddressInfo;
  const open = async (transport: "websocket" | "polling") => {
    const client = connect(`http://127.0.0.1:${port}`, {
      transports: [transport],
      forceNew: true,
      reconnection: false,
    });
    onTestFinished(() => void client.disconnect());
    const got: unknown[] = [];
    const isWhole = new Promise<unknown[]>((resolve) => {
      client.on("said", (what: unknown) => {
        got.push(what);
        if (what === "end") resolve(got);
      });
    });
    await once(client as unknown as NodeJS.EventEmitter, "connect");
    return { isWhole, seen: server.sockets.sockets.get(client.id!)! };
  };
  const clients = [await open("websocket"), await open("websocket"), await open("polling")];
  const packets = clients.map(() => 0);
  for (const [index, { seen }] of clients.entries()) seen.conn.on("packetCreate", () => (packets[index]! += 1));

  server.emit("said", "one");
  // Waits in Engine.IO until the kernel has taken it: what follows may not overtake it.
  for (const { seen } of clients) seen.emit("said", "only you");
  server.emit("said", "two");
  // A binary attachment is more than one packet, so no frame is made for it.
  server.emit("said", Buffer.from("bytes"));
  server.emit("said", "é 🎈");
  server.emit("said", "end");

  const expected = ["one", "only you", "two", expect.anything(), "é 🎈", "end"];
  expect(await Promise.all(clients.map(({ isWhole }) => isWhole))).toEqual(clients.map(() => expected));
  // The first broadcast at least went directly to both WebSockets, and nothing did to the client that polls.
  expect(packets[0]).toBeLessThan(7);
  expect(packets[2]).toBe(7);
});
