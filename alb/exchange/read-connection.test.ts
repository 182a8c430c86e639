import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { acceptFrom, connectTo, readStream, type ReadConnection } from "./read-connection.ts";

const closers: (() => unknown)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A server with one connection, which `take` has taken over. */
async function accept(take: (accepted: Socket) => ReadConnection) {
  const server = net.createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
  const connection = take((await accepted)[0]);
  closers.push(
    () => client.destroy(),
    () => connection.socket.destroy(),
    () => server.close(),
  );
  return { server, client, connection };
}

/** What comes, as it comes. */
function reads({ read }: ReadConnection) {
  const all: { bytes: Buffer; text: string }[] = [];
  let came = () => {};
  read((bytes, length) => {
    all.push({ bytes, text: bytes.toString("latin1", 0, length) });
    came();
  });
  return {
    all,
    next: () => new Promise<void>((resolve) => (came = resolve)),
  };
}

it.each([
  ["taken over", acceptFrom],
  ["read as a stream", readStream],
])("an accepted connection that is %s reads, waits, writes and ends like any other", async (_, take) => {
  const { server, client, connection } = await accept(take);
  const { socket } = connection;
  const { all, next } = reads(connection);
  let came = next();
  client.write("one");
  await came;
  expect(all.map(({ text }) => text)).toEqual(["one"]);
  expect(socket.remotePort).toBe(client.localPort);

  socket.pause();
  client.write("two");
  socket.write("answer");
  expect(String((await once(client, "data"))[0])).toBe("answer");
  expect(all).toHaveLength(1);
  came = next();
  socket.resume();
  await came;
  expect(all.map(({ text }) => text)).toEqual(["one", "two"]);

  client.end();
  await once(socket, "end");
  expect(socket.writable).toBe(true);
  const count = () => new Promise((resolve) => server.getConnections((_error, number) => resolve(number)));
  expect(await count()).toBe(1);
  socket.destroy();
  await once(socket, "close");
  expect(await count()).toBe(0);
});

// When this fails, Node has changed what acceptFrom rests on: all still works, and each request costs more.
it("a connection that is taken over is read without a stream, into memory that is there already", async () => {
  const { client, connection } = await accept(acceptFrom);
  const { all, next } = reads(connection);
  for (const text of ["one", "two"]) {
    const came = next();
    client.write(text);
    await came;
  }
  expect(all[0]!.bytes).toBe(all[1]!.bytes);
  expect(connection.socket.listenerCount("data")).toBe(0);
});

it("so is one to a target", async () => {
  const server = net.createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const connection = connectTo("127.0.0.1", (server.address() as AddressInfo).port);
  closers.push(
    () => connection.socket.destroy(),
    () => server.close(),
  );
  const { all, next } = reads(connection);
  for (const text of ["one", "two"]) {
    const came = next();
    connection.socket.write(text);
    await came;
  }
  expect(all.map(({ text }) => text)).toEqual(["one", "two"]);
  expect(all[0]!.bytes).toBe(all[1]!.bytes);
});
