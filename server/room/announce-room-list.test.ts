import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("the rooms of this instance, most people first, for who asks and for everybody when they change", async () => {
  const chat = await startChat({ roomListMs: 0 });
  const [ada, bo, outside] = [await chat.connect(), await chat.connect(), await chat.connect()];
  const { roomId } = await ada.join("Ada", "lobby");
  await ada.join("Ada", "ops");
  await bo.join("Bo", "ops");
  await ada.say("one", "lobby");
  const rooms = [
    { room: "ops", id: expect.any(String), people: 2, seq: 0 },
    { room: "lobby", id: roomId, people: 1, seq: 1 },
  ];
  expect(await outside.ask("room:list", {})).toEqual({ ok: true, data: { rooms } });
  await expect.poll(() => outside.got("room:listed").at(-1)).toEqual({ rooms });
});

test("one list for all the changes of a while, and not the whole of a long one", async () => {
  const chat = await startChat({ roomListMs: 300, listedRooms: 3 });
  const ada = await chat.connect();
  for (let room = 1; room <= 9; room += 1) await ada.join("Ada", `room-${room}`);
  const list = await ada.when("room:listed");
  expect(list.rooms).toHaveLength(3);
  expect(ada.got("room:listed").length).toBeLessThan(9);
});

test("a list, an answer and a report are bounded in bytes, however long the names of rooms are", async () => {
  const chat = await startChat({ roomListMs: 0, listBytes: 2_000 });
  const ada = await chat.connect();
  for (let room = 1; room <= 9; room += 1) await ada.join("Ada", `${"\u{1d538}\u0301".repeat(60)}${room}`);
  const { data } = (await ada.ask("room:list", {})) as { data: { rooms: object[] } };
  const report = await (await fetch(`${chat.url}/api/instance`)).json();
  for (const { rooms } of [data, report as typeof data]) {
    expect(rooms.length).toBeGreaterThan(1);
    expect(rooms.length).toBeLessThan(9);
  }
  expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(2_500);
  await chat.line("answer cut", { what: "room:listed", of: 9 });
  for (const what of ["room:list", "room:listed", "report"])
    expect(await chat.metric(`chat_answers_cut_total{what="${what}"}`)).toBeGreaterThan(0);
});
