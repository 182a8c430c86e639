import { expect, test } from "vitest";
import { openPolling } from "../fixtures/open-polling.ts";
import { startChat } from "../fixtures/start-chat.ts";

const FAST = { messagesBurst: 100_000, messagesPerSecond: 100_000, pendingRequests: 10_000, slowReaderBytes: 20_000 };
const TEXT = "x".repeat(4_000);

test("a client that stops reading is cut off when too much waits for it; the others get everything", async () => {
  const chat = await startChat(FAST);
  const [ada, bo, eve] = [await chat.connect(), await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  await bo.join("Bo");
  await eve.join("Eve");
  eve.pause();
  let sent = 0;
  // The kernel takes the first megabytes.
  while (!chat.logged.some(({ msg }) => msg === "slow reader cut off")) {
    await Promise.all(Array.from({ length: 100 }, () => ada.say(TEXT)));
    sent += 100;
  }
  expect((await chat.line("slow reader cut off"))["bytes"]).toBeGreaterThan(20_000);
  await chat.line("disconnected", { client: eve.socket.id! });
  expect(await chat.metric("chat_slow_readers_shed_total")).toBe(1);
  await bo.when("message:sent", { seq: sent });
  expect(bo.got("message:sent").map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, n) => n + 1));
  expect((await bo.when("member:left")).member.name).toBe("Eve");
  eve.resume();
});

test("so is one that polls and never fetches what it is sent", async () => {
  const chat = await startChat(FAST);
  const ada = await chat.connect();
  await ada.join("Ada");
  const eve = await openPolling(chat.url);
  await eve.post("40");
  await eve.post('421["room:join",{"room":"lobby","name":"Eve","person":"secret-of-Eve"}]');
  await ada.when("member:joined");
  for (let n = 0; n < 60; n += 1) await ada.say("hello".repeat(100));
  await chat.line("slow reader cut off");
  expect((await ada.when("member:left")).member.name).toBe("Eve");
  expect(await (await eve.get()).json()).toEqual({ code: 1, message: "Session ID unknown" });
});

test("a burst that is read at once cuts nobody off", async () => {
  const chat = await startChat({ ...FAST, slowReaderBytes: 2_000, roomListMs: 60_000 });
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  await bo.join("Bo");
  await Promise.all(Array.from({ length: 2_000 }, () => ada.say("hello")));
  await bo.when("message:sent", { seq: 2_000 });
  expect(await chat.metric("chat_slow_readers_shed_total")).toBe(0);
});
