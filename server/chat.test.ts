import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startChat } from "./fixtures/start-chat.ts";

test("everybody who connects is welcomed by the instance, with what it allows", async () => {
  const chat = await startChat({ nameLength: 10, roomNameLength: 20, textLength: 30 });
  const { welcome } = await chat.connect();
  expect(welcome).toEqual({
    instance: "chat-1",
    bootId: chat.bootId,
    state: "memory",
    limits: { nameLength: 10, roomNameLength: 20, textLength: 30 },
    draining: false,
  });
});

test("two instances share nothing", async () => {
  const chats = [await startChat(), await startChat({ instance: "chat-2" })];
  expect(chats[0]!.bootId).not.toBe(chats[1]!.bootId);
  const [ada, bo] = [await chats[0]!.connect(), await chats[1]!.connect()];
  const adas = await ada.join("Ada");
  const bos = await bo.join("Bo");
  expect(bos.members.map(({ name }) => name)).toEqual(["Bo"]);
  expect(bos.roomId).not.toBe(adas.roomId);
  await ada.say("for who is on chat-1");
  // The barrier: what Bo must receive comes behind what it must not.
  await bo.say("barrier");
  await bo.when("message:sent", { text: "barrier" });
  expect(bo.got("message:sent").map(({ text }) => text)).toEqual(["barrier"]);
});

test("messages are not compressed, although a client offers to", async () => {
  const chat = await startChat();
  const client = new WebSocket(`${chat.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
  await once(client, "open");
  expect(client.extensions).toBe("");
  client.terminate();
  const handshake = await fetch(`${chat.url}/socket.io/?EIO=4&transport=polling`);
  expect(handshake.headers.get("content-encoding")).toBeNull();
});
