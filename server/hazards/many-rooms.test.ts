import { expect, test } from "vitest";
import type { ChatClient } from "../fixtures/connect-client.ts";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat } from "../fixtures/start-chat.ts";

/** Asks for so many rooms at once; how many of them were answered how. */
async function askForRooms(client: ChatClient, many: number) {
  const answers: Record<string, number> = {};
  const asking = Array.from({ length: many }, async (_, n) => {
    const reply = await client.ask("room:join", { room: `room-${n}`, name: "Eve", person: "secret-of-Eve" });
    const how = reply.ok ? "ok" : reply.code;
    answers[how] = (answers[how] ?? 0) + 1;
  });
  await Promise.all(asking);
  return answers;
}

test("2,000 rooms asked for by one client: as many as one may be in, and the rest is refused with a code", async () => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  const answers = await askForRooms(eve, 2_000);
  expect(answers["ok"]).toBe(20);
  expect(answers["rate-limited"]).toBeGreaterThan(1_000);
  expect((answers["too-many-rooms"] ?? 0) + answers["rate-limited"]! + 20).toBe(2_000);
  expect(await chat.metric("chat_rooms")).toBe(21);
  await bystanders.expectUnharmed();
});

test("as quickly as one can, without a limit of requests, it is the limit of rooms that refuses", async () => {
  const chat = await startChat({ requestsBurst: 5_000, pendingRequests: 5_000 });
  const bystanders = await startBystanders(chat);
  expect(await askForRooms(await chat.connect(), 2_000)).toEqual({ ok: 20, "too-many-rooms": 1_980 });
  await bystanders.expectUnharmed();
});

test("more requests than may wait for an answer are refused, and those that wait are answered", async () => {
  const chat = await startChat({ requestsBurst: 20_000, pendingRequests: 5, roomsPerClient: 100 });
  const eve = await chat.connect();
  const packet = (n: number) => `42${n}["room:join",{"room":"room-${n}","name":"Eve","person":"secret-of-Eve"}]`;
  const answers: string[] = [];
  eve.socket.io.engine.on("message", (text: string) => text.startsWith("43") || answers.push(text));
  // One frame holds one packet, but those of one moment are read in one go.
  for (let n = 100; n < 400; n += 1) eve.sendRaw(packet(n));
  await expect.poll(() => answers.filter((text) => /^3\d{3}\[/.test(text)).length).toBe(300);
  expect(answers.filter((text) => text.includes('"ok":true')).length).toBeGreaterThanOrEqual(5);
  expect(await eve.ask("room:list", {})).toMatchObject({ ok: true });
});

test("many clients with many rooms each: the instance takes as many as it may", async () => {
  const chat = await startChat({ roomsPerInstance: 50, requestsBurst: 1_000, newRoomsPerAddress: 1_000 });
  const bystanders = await startBystanders(chat);
  const totals: Record<string, number> = {};
  for (let n = 0; n < 5; n += 1) {
    const eve = await chat.connect();
    for (let room = 0; room < 20; room += 1) {
      const reply = await eve.ask("room:join", { room: `room-${n}-${room}`, name: "Eve", person: "secret-of-Eve" });
      const how = reply.ok ? "ok" : reply.code;
      totals[how] = (totals[how] ?? 0) + 1;
    }
  }
  expect(totals).toEqual({ ok: 49, "instance-full": 51 });
  await bystanders.expectUnharmed();
});

test("rooms made and left one after another do not stay", async () => {
  const chat = await startChat({
    roomsPerInstance: 10,
    requestsBurst: 5_000,
    newRoomsPerMinute: 1_000,
    newRoomsPerAddress: 1_000,
  });
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  for (let n = 0; n < 300; n += 1) {
    await eve.join("Eve", `room-${n}`);
    await eve.ask("room:leave", { room: `room-${n}` });
  }
  expect(await chat.metric("chat_rooms")).toBe(10);
  await bystanders.expectUnharmed();
});

test("three connections that make rooms, say something and leave cannot close the creation of rooms", async () => {
  const chat = await startChat({ roomsPerInstance: 30, newRoomsPerMinute: 5, newRoomsPerAddress: 12 });
  const bystanders = await startBystanders(chat);
  const answers: Record<string, number> = {};
  for (const eve of [await chat.connect(), await chat.connect(), await chat.connect()]) {
    for (let n = 0; n < 20; n += 1) {
      const room = `${eve.socket.id!.replaceAll(/\W/g, "x")}-${n}`;
      const reply = await eve.ask("room:join", { room: `r${room}`, name: "Eve", person: "secret-of-Eve" });
      const how = reply.ok ? "ok" : reply.code;
      answers[how] = (answers[how] ?? 0) + 1;
      if (!reply.ok) continue;
      await eve.say("mine", `r${room}`);
      await eve.ask("room:leave", { room: `r${room}` });
    }
  }
  // The bystanders' room came from the same address.
  expect(answers).toEqual({ ok: 11, "rate-limited": 49 });
  expect(await chat.metric('chat_requests_total{event="room:join",outcome="rate-limited"}')).toBe(49);
  await chat.line("request refused", { event: "room:join", code: "rate-limited" });
  await bystanders.expectUnharmed();
});

test("where all places are taken, the room that has been empty longest gives way, with what was said in it", async () => {
  const chat = await startChat({ roomsPerInstance: 4 });
  const bystanders = await startBystanders(chat);
  const [ada, eve] = [await chat.connect(), await chat.connect()];
  for (const room of ["first", "second", "third"]) {
    await eve.join("Eve", room);
    await eve.say("mine", room);
    await eve.ask("room:leave", { room });
  }
  await ada.join("Ada", "new");
  expect(await chat.line("empty room gave way to a new one")).toMatchObject({ room: "first" });
  expect(await chat.metric("chat_rooms_gave_way_total")).toBe(1);
  const names = (await ada.ask("room:list", {})) as { data: { rooms: { room: string }[] } };
  expect(names.data.rooms.map(({ room }) => room).sort()).toEqual(["bystanders", "new", "second", "third"]);
  await bystanders.expectUnharmed();
});
