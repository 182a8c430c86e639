import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("who joins is answered with the room and as whom, and the others are told", async () => {
  const chat = await startChat();
  const ada = await chat.connect();
  const bo = await chat.connect();
  const adas = await ada.join("Ada");
  const bos = await bo.join("  Bo  Diddley ", "#lobby");

  expect(adas).toMatchObject({ room: "lobby", instance: "chat-1", version: "first", messages: [], seq: 0 });
  expect(bos).toMatchObject({ room: "lobby", roomId: adas.roomId, self: { name: "Bo Diddley", tabs: 1 } });
  expect(bos.members).toEqual([adas.self, bos.self]);
  const told = await ada.when("member:joined");
  expect(told).toEqual({ room: "lobby", roomId: bos.roomId, member: bos.self, at: expect.any(Number) });
  // Who joins learns it from the answer; the barrier is what everybody gets.
  await bo.say("barrier");
  await bo.when("message:sent", { text: "barrier" });
  expect(bo.got("member:joined")).toEqual([]);
  expect(await chat.line("joined", { name: "Ada" })).toMatchObject({
    client: ada.socket.id,
    room: "lobby",
    roomId: adas.roomId,
    member: adas.self.id,
    people: 1,
  });
});

test("several windows of one person are one member, until the last one is gone", async () => {
  const chat = await startChat();
  const bo = await chat.connect();
  await bo.join("Bo");
  const [one, two] = [await chat.connect(), await chat.connect()];
  const { self } = await one.join("Ada");
  expect((await two.join("Ada")).self).toEqual({ ...self, tabs: 2 });
  expect((await bo.when("member:updated")).member).toEqual({ ...self, tabs: 2 });

  one.socket.disconnect();
  await bo.when("member:updated", { member: { ...self, tabs: 1 } });
  expect(bo.got("member:left")).toEqual([]);
  two.socket.disconnect();
  expect(await bo.when("member:left")).toMatchObject({ member: { ...self, tabs: 0 }, why: "disconnected" });
});

test("a name belongs to one person in a room, in any case of letters, on this instance", async () => {
  const chat = await startChat();
  const other = await startChat({ instance: "chat-2" });
  await (await chat.connect()).join("Ada");
  const stranger = { room: "lobby", name: "ADA", person: "another-secret" };
  const refused = await (await chat.connect()).ask("room:join", stranger);
  expect(refused).toEqual({
    ok: false,
    code: "name-taken",
    message: 'name: somebody in #lobby on chat-1 is called "ADA" already',
  });
  // Another instance knows nothing of it, and has another version of the room.
  expect(await (await other.connect()).ask("room:join", stranger)).toMatchObject({ ok: true });
});

test("switching rooms: messages come from those one is in", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada", "ops");
  await bo.join("Bo", "lobby");
  await bo.say("in the lobby", "lobby");
  await bo.join("Bo", "ops");
  await bo.ask("room:leave", { room: "lobby" });
  await bo.say("in ops", "ops");
  await ada.when("message:sent", { text: "in ops" });
  expect(ada.got("message:sent").map(({ text }) => text)).toEqual(["in ops"]);
  expect(await bo.ask("message:send", { room: "lobby", id: "message-1", text: "late" })).toMatchObject({
    code: "not-joined",
  });
});

test("who comes back with a cursor gets exactly what it missed", async () => {
  const chat = await startChat();
  const ada = await chat.connect();
  const { roomId } = await ada.join("Ada");
  for (const text of ["one", "two", "three"]) await ada.say(text);
  const back = await (await chat.connect()).join("Bo", "lobby", { roomId, seq: 1 });
  expect(back).toMatchObject({ version: "same", gap: false, seq: 3 });
  expect(back.messages.map(({ text, seq }) => [seq, text])).toEqual([
    [2, "two"],
    [3, "three"],
  ]);
});

test("who presents another room's id is told that this is a different version, and gets its messages", async () => {
  const chat = await startChat();
  const elsewhere = await startChat({ instance: "chat-2" });
  const bo = await elsewhere.connect();
  const seen = await bo.join("Bo");
  await bo.say("only chat-2 knows this");

  const ada = await chat.connect();
  await ada.join("Ada");
  await ada.say("only chat-1 knows this");
  const moved = await (await chat.connect()).join("Bo", "lobby", { roomId: seen.roomId, seq: 1 });
  expect(moved).toMatchObject({ version: "different", instance: "chat-1", gap: false, seq: 1 });
  expect(moved.roomId).not.toBe(seen.roomId);
  expect(moved.messages.map(({ text }) => text)).toEqual(["only chat-1 knows this"]);
});

test("a room that expired comes back as a different version", async () => {
  const chat = await startChat({ emptyRoomMs: 1, roomListMs: 0 });
  const ada = await chat.connect();
  const { roomId } = await ada.join("Ada");
  await ada.say("before");
  const bo = await chat.connect();
  await ada.ask("room:leave", { room: "lobby" });
  await bo.when("room:listed", { rooms: [] });
  expect(await bo.join("Bo", "lobby", { roomId, seq: 1 })).toMatchObject({
    version: "different",
    seq: 0,
    messages: [],
  });
});

test("a gap says that what came after the cursor is no longer all there", async () => {
  const chat = await startChat({ historyMessages: 2 });
  const ada = await chat.connect();
  const { roomId } = await ada.join("Ada");
  for (const text of ["one", "two", "three", "four"]) await ada.say(text);
  const back = await (await chat.connect()).join("Bo", "lobby", { roomId, seq: 1 });
  expect(back).toMatchObject({ version: "same", gap: true });
  expect(back.messages.map(({ text }) => text)).toEqual(["three", "four"]);
});

test("a refused join leaves nothing behind: no member, no messages", async () => {
  const chat = await startChat({ membersPerRoom: 1 });
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  expect(await bo.ask("room:join", { room: "lobby", name: "Bo", person: "secret-of-Bo" })).toMatchObject({
    code: "room-full",
  });
  await ada.say("not for Bo");
  // The answer comes behind everything that was sent to Bo before it.
  expect(await bo.ask("message:history", { room: "lobby", before: 9 })).toMatchObject({ code: "not-joined" });
  expect(bo.got("message:sent")).toEqual([]);
});
