import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("the acknowledgement holds the message as everybody in the room gets it, the sender included", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  const { roomId, self } = await ada.join("Ada");
  await bo.join("Bo");
  const before = Date.now();
  const { message, repeated } = await ada.say("hello, 世界 👩‍🚀", "lobby", "message-1");
  expect(repeated).toBe(false);
  expect(message).toEqual({
    id: "message-1",
    room: "lobby",
    roomId,
    seq: 1,
    name: "Ada",
    member: self.id,
    text: "hello, 世界 👩‍🚀",
    instance: "chat-1",
    at: expect.any(Number),
  });
  expect(message.at).toBeGreaterThanOrEqual(before);
  expect(await ada.when("message:sent")).toEqual(message);
  expect(await bo.when("message:sent")).toEqual(message);
  expect((await bo.say("hi")).message.seq).toBe(2);
});

test("a repeated id is answered with the first message and not sent again", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  await bo.join("Bo");
  const first = await ada.say("once", "lobby", "message-1");
  expect(await ada.say("twice", "lobby", "message-1")).toEqual({ message: first.message, repeated: true });
  // Another window of the same person retries what the first did not hear the answer to.
  const window = await chat.connect();
  await window.join("Ada");
  expect(await window.say("once", "lobby", "message-1")).toEqual({ message: first.message, repeated: true });
  await bo.say("barrier");
  await bo.when("message:sent", { text: "barrier" });
  expect(bo.got("message:sent").map(({ text, seq }) => [seq, text])).toEqual([
    [1, "once"],
    [2, "barrier"],
  ]);
});

test("somebody else's id is refused, and so is a message from outside", async () => {
  const chat = await startChat();
  const [ada, bo] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  await ada.say("mine", "lobby", "message-1");
  const request = { room: "lobby", id: "message-1", text: "mine now" };
  expect(await bo.ask("message:send", request)).toMatchObject({ ok: false, code: "not-joined" });
  await bo.join("Bo");
  expect(await bo.ask("message:send", request)).toEqual({
    ok: false,
    code: "id-taken",
    message: `id: "message-1" is the id of somebody else's message in #lobby`,
  });
});

test("the log has ids and sizes, and the text only when asked for", async () => {
  const quiet = await startChat();
  const telling = await startChat({ logText: true });
  for (const chat of [quiet, telling]) {
    const ada = await chat.connect();
    const { roomId } = await ada.join("Ada");
    await ada.say("a secret", "lobby", "message-1");
    expect(await chat.line("message")).toMatchObject({
      client: ada.socket.id,
      room: "lobby",
      roomId,
      id: "message-1",
      seq: 1,
      characters: 8,
      repeated: false,
    });
  }
  expect(JSON.stringify(quiet.logged)).not.toContain("a secret");
  expect((await telling.line("message"))["text"]).toBe("a secret");
});

test("more than a burst is refused with a code, and the sender stays in", async () => {
  const chat = await startChat({ messagesBurst: 5, messagesPerSecond: 1 });
  const ada = await chat.connect();
  await ada.join("Ada");
  const ids = Array.from({ length: 8 }, (_, n) => `message-${n}`);
  const replies = await Promise.all(ids.map((id) => ada.ask("message:send", { room: "lobby", id, text: "flood" })));
  expect(replies.map((reply) => (reply.ok ? reply.data.message.seq : reply.code))).toEqual([
    1,
    2,
    3,
    4,
    5,
    "rate-limited",
    "rate-limited",
    "rate-limited",
  ]);
  expect(await ada.ask("room:list", {})).toMatchObject({ ok: true });
  expect(await chat.metric('chat_requests_total{event="message:send",outcome="rate-limited"}')).toBe(3);
});
