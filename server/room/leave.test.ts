import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("who leaves is out: the others are told, and nothing said later reaches it", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  const { roomId } = await ada.join("Ada");
  const { self } = await bo.join("Bo");

  expect(await bo.ask("room:leave", { room: "lobby" })).toEqual({ ok: true, data: { room: "lobby" } });
  expect(await ada.when("member:left")).toEqual({
    room: "lobby",
    roomId,
    member: { ...self, tabs: 0 },
    why: "left",
    at: expect.any(Number),
  });
  await ada.say("after Bo left");
  expect(await bo.ask("room:list", {})).toMatchObject({ data: { rooms: [{ room: "lobby", people: 1 }] } });
  expect(bo.got("message:sent")).toEqual([]);
  expect(await bo.ask("room:leave", { room: "lobby" })).toEqual({
    ok: false,
    code: "not-joined",
    message: "room: you are not in #lobby on chat-1",
  });
  expect(await chat.line("left", { client: bo.socket.id! })).toMatchObject({ room: "lobby", roomId });
});

test("a client that goes is out of all its rooms, and the log says why and how long it was there", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  for (const room of ["one", "two"]) {
    await ada.join("Ada", room);
    await bo.join("Bo", room);
  }
  const client = bo.socket.id!;
  bo.breakOff();
  for (const room of ["one", "two"]) expect((await ada.when("member:left", { room })).why).toBe("disconnected");
  const line = await chat.line("disconnected", { client });
  expect(line).toMatchObject({ reason: "transport close", transport: "websocket" });
  expect(line["durationMs"]).toBeGreaterThanOrEqual(0);
});

test("leaving a room in one window leaves the person's other window in it", async () => {
  const chat = await startChat();
  const [one, two] = [await chat.connect(), await chat.connect()];
  const { self } = await one.join("Ada");
  await two.join("Ada");
  await one.ask("room:leave", { room: "lobby" });
  expect((await two.when("member:updated")).member).toEqual(self);
  expect((await two.say("still here")).message.member).toBe(self.id);
});
